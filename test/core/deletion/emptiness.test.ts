import { expect, test } from '@jest/globals';
import { REQUIRED_RESOURCES, whyNotEmpty } from '../../../src/core/deletion/emptiness.ts';
import type { NamespacedObject } from '../../../src/core/deletion/inventory.ts';
import { ownedOf } from '../../../src/core/deletion/owner-graph.ts';

const object = (
  kind: string,
  name: string,
  owner?: { kind: string; name: string; uid: string },
): NamespacedObject => {
  const ownerReferences = owner ? [{ apiVersion: 'v1', ...owner }] : [];
  const metadata = { name, uid: `uid-of-${kind}-${name}`, ownerReferences };
  return { ...ownedOf(metadata), kind, name, resource: `${kind.toLowerCase()}s`, metadata };
};

const defaultObjects = [
  object('ServiceAccount', 'default'),
  object('ConfigMap', 'kube-root-ca.crt'),
  object('Event', 'something.happened'),
];
const lease = { kind: 'Job', name: 'ephemeral-vcluster', uid: 'uid-of-a-lease' };
const service = { kind: 'Service', name: 'ci-1', uid: 'uid-of-Service-ci-1' };

const judge = (objects: NamespacedObject[], seen = Object.keys(REQUIRED_RESOURCES)) =>
  whyNotEmpty({ objects: [...defaultObjects, ...objects], seen });

test('objects that Kubernetes creates in every namespace do not count', () => {
  expect(judge([])).toBeUndefined();
});

test('objects that are being deleted do not count', () => {
  const pod = object('Pod', 'p');
  pod.metadata.deletionTimestamp = new Date();
  expect(judge([pod])).toBeUndefined();
});

test('objects owned by a deleted lease do not count, nor objects that those own', () => {
  const remains = [object('Secret', 'vc-ci-1', service), object('Service', 'ci-1', lease)];
  expect(judge(remains)).toBeUndefined();
});

test.each([
  ['a foreign Secret', [object('Secret', 'mine')]],
  ['another service account', [object('ServiceAccount', 'mine')]],
  ['an existing lease', [object('Job', 'ephemeral-vcluster')]],
  [
    'an object that a foreign Service owns',
    [object('Pod', 'mine', service), object('Service', 'ci-1')],
  ],
  ['an object whose owner cannot be listed', [object('Pod', 'p', { ...lease, kind: 'Node' })]],
])('%s counts', (_, objects) => {
  expect(judge(objects)).toContain(`${objects[0]?.kind} ${objects[0]?.name}`);
});

test('an object that an existing lease owns counts', () => {
  const existing = object('Job', 'ephemeral-vcluster');
  expect(judge([object('Pod', 'p', { ...lease, uid: existing.uid }), existing])).toContain('Pod p');
});

test.each(Object.keys(REQUIRED_RESOURCES))(
  'a namespace whose %s cannot be listed is not empty',
  (one) => {
    const others = Object.keys(REQUIRED_RESOURCES).filter((resource) => resource !== one);
    expect(judge([], others)).toBe(`it may contain ${one}: these could not be listed`);
  },
);

test('the right to list Secrets is not required, because it includes their content', () => {
  expect(Object.keys(REQUIRED_RESOURCES)).not.toContain('secrets');
});
