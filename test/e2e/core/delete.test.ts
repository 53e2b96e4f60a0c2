import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { deleteCluster } from '../../../src/core/delete.ts';
import { orUndefined } from '../../../src/core/kube.ts';
import { LEASE_NAME, takeLease } from '../../../src/core/lease.ts';
import { makeNamespace } from '../../../src/core/namespace.ts';
import { newRef } from '../../../src/core/ref.ts';
import { realWorld, type World } from './world.ts';

jest.setTimeout(120_000);

let world: World;
beforeAll(async () => {
  world = await realWorld();
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

/** Half of a cluster: a namespace, where it is ours, and the lease. */
async function makeHalf(overrides: { namespace?: string } = {}) {
  const spec = world.spec(overrides);
  const ref = newRef(spec);
  if (ref.ownNamespace) await makeNamespace(world.kube, ref);
  await takeLease(world.kube, ref, spec, {}, Date.now);
  return ref;
}

const namespaceOf = ({ namespace }: { namespace: string }) =>
  orUndefined(world.kube.core.readNamespace({ name: namespace }));
const leaseIn = ({ namespace }: { namespace: string }) =>
  orUndefined(world.kube.batch.readNamespacedJob({ name: LEASE_NAME, namespace }));

test("another's namespace of the same name is foreign and stays untouched", async () => {
  const ref = await makeHalf();
  expect((await deleteCluster(world.host, { ...ref, id: 'another' })).state).toBe('foreign');
  expect((await namespaceOf(ref))?.metadata?.deletionTimestamp).toBeUndefined();
  expect((await leaseIn(ref))?.metadata?.deletionTimestamp).toBeUndefined();
});

test("in an existing namespace, another's lease stays untouched", async () => {
  const ref = await makeHalf({ namespace: await world.namespace() });
  const tenant = await world.tenant(ref.namespace);
  expect((await deleteCluster(tenant, { ...ref, id: 'another' })).state).toBe('absent');
  expect((await leaseIn(ref))?.metadata).toMatchObject({ name: LEASE_NAME });
  expect((await leaseIn(ref))?.metadata?.deletionTimestamp).toBeUndefined();
});

test('half of a cluster is deleted, and deleting twice is fine', async () => {
  const ref = await makeHalf();
  expect((await deleteCluster(world.host, ref)).state).toBe('deleted');
  expect(await namespaceOf(ref)).toBeUndefined();
  expect((await deleteCluster(world.host, ref)).state).toBe('absent');
});

test('half of a cluster in an existing namespace is deleted, and the namespace stays', async () => {
  const ref = await makeHalf({ namespace: await world.namespace() });
  const tenant = await world.tenant(ref.namespace);
  expect((await deleteCluster(tenant, ref)).state).toBe('deleted');
  expect(await leaseIn(ref)).toBeUndefined();
  expect((await namespaceOf(ref))?.status?.phase).toBe('Active');
  expect((await deleteCluster(tenant, ref)).state).toBe('absent');
});

test('what takes longer than there is time for is said to go on', async () => {
  const ref = await makeHalf();
  expect(await deleteCluster(world.host, ref, { verifyFor: -1 })).toMatchObject({
    state: 'deleting',
    detail: expect.stringContaining(ref.namespace),
  });
});
