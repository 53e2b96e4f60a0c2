import { expect, test } from '@jest/globals';
import { candidatesOf, newIntent } from '../../../src/core/cluster/ref.ts';
import { newRef } from '../../support/ref.ts';
import { createSpec } from '../../support/spec.ts';

test('without a namespace, one of its own is named as the vcluster CLI would', () => {
  expect(newRef(createSpec({ name: 'ci-7' }))).toMatchObject({
    name: 'ci-7',
    namespace: 'vcluster-ci-7',
    ownNamespace: true,
  });
});

test('a namespace that is given is not ours', () => {
  expect(newRef(createSpec({ namespaces: ['team'] }))).toMatchObject({
    namespace: 'team',
    ownNamespace: false,
  });
});

test('the longest name still fits where a namespace and a release have to', () => {
  expect(newRef(createSpec({ name: 'a'.repeat(40) })).namespace.length).toBeLessThanOrEqual(53);
});

test('two clusters of one name are told apart', () => {
  const [one, other] = [newRef(createSpec()), newRef(createSpec())];
  expect(one.id).not.toBe(other.id);
});

test('of several namespaces any may be the one', () => {
  const intent = newIntent(createSpec({ namespaces: ['b', 'a'] }));
  expect(intent).not.toHaveProperty('namespace');
  const { id } = intent;
  expect(candidatesOf(intent)).toEqual([
    { name: 'ci-1', namespace: 'b', ownNamespace: false, id },
    { name: 'ci-1', namespace: 'a', ownNamespace: false, id },
  ]);
});
