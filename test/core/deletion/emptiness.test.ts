import { expect, test } from '@jest/globals';
import { HAVE_TO_BE_SEEN, whyNotEmpty } from '../../../src/core/deletion/emptiness.ts';
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

const natural = [
  object('ServiceAccount', 'default'),
  object('ConfigMap', 'kube-root-ca.crt'),
  object('Event', 'something.happened'),
];
const lease = { kind: 'Job', name: 'ephemeral-vcluster', uid: 'uid-of-a-lease' };
const service = { kind: 'Service', name: 'ci-1', uid: 'uid-of-Service-ci-1' };

const judge = (objects: NamespacedObject[], seen = Object.keys(HAVE_TO_BE_SEEN)) =>
  whyNotEmpty({ objects: [...natural, ...objects], seen });

test('what Kubernetes puts into every namespace does not count', () => {
  expect(judge([])).toBeUndefined();
});

test('what is being deleted does not count', () => {
  const pod = object('Pod', 'p');
  pod.metadata.deletionTimestamp = new Date();
  expect(judge([pod])).toBeUndefined();
});

test('remains of a lease that is over do not count, nor what hangs off them', () => {
  const remains = [object('Secret', 'vc-ci-1', service), object('Service', 'ci-1', lease)];
  expect(judge(remains)).toBeUndefined();
});

test.each([
  ['a Secret of somebody', [object('Secret', 'mine')]],
  ['another service account', [object('ServiceAccount', 'mine')]],
  ['a lease that lives', [object('Job', 'ephemeral-vcluster')]],
  ['what a Service of somebody owns', [object('Pod', 'mine', service), object('Service', 'ci-1')]],
  ['what an object that cannot be seen owns', [object('Pod', 'p', { ...lease, kind: 'Node' })]],
])('%s counts', (_, objects) => {
  expect(judge(objects)).toContain(`${objects[0]?.kind} ${objects[0]?.name}`);
});

test('what a lease that lives owns counts', () => {
  const living = object('Job', 'ephemeral-vcluster');
  expect(judge([object('Pod', 'p', { ...lease, uid: living.uid }), living])).toContain('Pod p');
});

test.each(Object.keys(HAVE_TO_BE_SEEN))(
  'a namespace whose %s cannot be seen is not empty',
  (one) => {
    const others = Object.keys(HAVE_TO_BE_SEEN).filter((resource) => resource !== one);
    expect(judge([], others)).toBe(`it may hold ${one}: these could not be listed`);
  },
);

test('Secrets need not be seen, since who may list them may read them all', () => {
  expect(Object.keys(HAVE_TO_BE_SEEN)).not.toContain('secrets');
});
