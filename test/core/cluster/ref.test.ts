import { expect, test } from '@jest/globals';
import { candidatesOf, newIntent } from '../../../src/core/cluster/ref.ts';
import { newRef } from '../../support/ref.ts';
import { createSpec } from '../../support/spec.ts';

test('the dedicated namespace has the same name as with the vcluster CLI', () => {
  expect(newRef(createSpec({ name: 'ci-7' }))).toMatchObject({
    name: 'ci-7',
    namespace: 'vcluster-ci-7',
    ownNamespace: true,
  });
});

test('a given namespace is not dedicated', () => {
  expect(newRef(createSpec({ namespaces: ['team'] }))).toMatchObject({
    namespace: 'team',
    ownNamespace: false,
  });
});

test('the longest name still fits into the name of a namespace and of a release', () => {
  expect(newRef(createSpec({ name: 'a'.repeat(40) })).namespace.length).toBeLessThanOrEqual(53);
});

test('two clusters of the same name have different ids', () => {
  const [one, other] = [newRef(createSpec()), newRef(createSpec())];
  expect(one.id).not.toBe(other.id);
});

test('with several namespaces each one is a candidate', () => {
  const intent = newIntent(createSpec({ namespaces: ['b', 'a'] }));
  expect(intent).not.toHaveProperty('namespace');
  const { id } = intent;
  expect(candidatesOf(intent)).toEqual([
    { name: 'ci-1', namespace: 'b', ownNamespace: false, id },
    { name: 'ci-1', namespace: 'a', ownNamespace: false, id },
  ]);
});
