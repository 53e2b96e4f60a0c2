import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { V1OwnerReference } from '@kubernetes/client-node';
import { deleteCluster } from '../../../src/core/deletion/delete.ts';
import { orUndefined } from '../../../src/core/kube/clients.ts';
import { LEASE_NAME, ownerReference } from '../../../src/core/lease/lease.ts';
import { createNamespace } from '../../../src/core/queue/own-namespace.ts';
import { BUSYBOX_IMAGE } from '../../host/build/images.ts';
import { eventually } from '../../support/eventually.ts';
import { newRef } from '../../support/ref.ts';
import { takeLeaseOf } from '../support/host/lease.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';

jest.setTimeout(120_000);

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

const FINALIZER = 'ephemeral-vcluster/test';

/** A ConfigMap that stays until its finalizer is removed, which disposing does. */
async function stuck(namespace: string, ownerReferences: V1OwnerReference[] = []) {
  const name = 'stuck';
  const { core } = host.kube;
  const metadata = { name, finalizers: [FINALIZER], ownerReferences };
  await core.createNamespacedConfigMap({ namespace, body: { metadata } });
  return {
    async [Symbol.asyncDispose]() {
      const body = [{ op: 'remove', path: '/metadata/finalizers' }];
      await core.patchNamespacedConfigMap({ name, namespace, body });
    },
  };
}

/** Creates the first objects of a cluster: its dedicated namespace, if it has one, and the lease. */
async function createPartial(overrides: { namespaces?: string[] } = {}) {
  const spec = host.spec(overrides);
  const ref = newRef(spec);
  if (ref.ownNamespace) await createNamespace(host.kube, ref);
  await takeLeaseOf(host.kube, ref, spec);
  return ref;
}

const namespaceOf = ({ namespace }: { namespace: string }) =>
  orUndefined(host.kube.core.readNamespace({ name: namespace }));
const leaseIn = ({ namespace }: { namespace: string }) =>
  orUndefined(host.kube.batch.readNamespacedJob({ name: LEASE_NAME, namespace }));

test("another cluster's namespace of the same name is foreign and stays unchanged", async () => {
  const ref = await createPartial();
  expect((await deleteCluster(host.runtime, { ...ref, id: 'another' })).state).toBe('foreign');
  expect((await namespaceOf(ref))?.metadata?.deletionTimestamp).toBeUndefined();
  expect((await leaseIn(ref))?.metadata?.deletionTimestamp).toBeUndefined();
});

test("in an existing namespace, another cluster's lease stays unchanged", async () => {
  const ref = await createPartial({ namespaces: [await host.namespace()] });
  const tenant = await host.tenant(ref.namespace);
  expect((await deleteCluster(tenant, { ...ref, id: 'another' })).state).toBe('absent');
  expect((await leaseIn(ref))?.metadata).toMatchObject({ name: LEASE_NAME });
  expect((await leaseIn(ref))?.metadata?.deletionTimestamp).toBeUndefined();
});

test('a partial cluster is deleted, and deleting it again succeeds', async () => {
  const ref = await createPartial();
  expect((await deleteCluster(host.runtime, ref)).state).toBe('deleted');
  expect(await namespaceOf(ref)).toBeUndefined();
  expect((await deleteCluster(host.runtime, ref)).state).toBe('absent');
});

test('a partial cluster in an existing namespace is deleted, and the namespace stays', async () => {
  const ref = await createPartial({ namespaces: [await host.namespace()] });
  const tenant = await host.tenant(ref.namespace);
  expect((await deleteCluster(tenant, ref)).state).toBe('deleted');
  expect(await leaseIn(ref)).toBeUndefined();
  expect((await namespaceOf(ref))?.status?.phase).toBe('Active');
  expect((await deleteCluster(tenant, ref)).state).toBe('absent');
});

test('a deletion that exceeds its time limit is reported as still in progress', async () => {
  const ref = await createPartial();
  expect(await deleteCluster(host.runtime, ref, { verifyFor: -1 })).toMatchObject({
    state: 'deleting',
    detail: expect.stringContaining(ref.namespace),
  });
});

describe('an object that a finalizer holds is reported with the finalizer, within the time limit', () => {
  const held = {
    object: 'ConfigMap stuck',
    reason: `held by the finalizer ${FINALIZER}`,
    hint: expect.stringMatching(/kubectl --namespace \S+ patch configmaps stuck/),
  };

  test('in a dedicated namespace', async () => {
    const ref = await createPartial();
    await using _ = await stuck(ref.namespace);
    // The host waits five seconds before it starts to delete the content of a namespace.
    const bound = { verifyFor: 10_000 };
    const { state, detail, leftovers } = await deleteCluster(host.runtime, ref, bound);
    expect(state).toBe('deleting');
    expect(detail).toContain(`Namespace ${ref.namespace}`);
    expect(leftovers).toEqual([
      held,
      {
        object: `Namespace ${ref.namespace}`,
        reason: expect.stringContaining(`finalizers remaining: ${FINALIZER} in 1 resource`),
      },
    ]);
    expect((await deleteCluster(host.runtime, ref, { verifyFor: 0 })).state).toBe('deleting');
  });

  test('in an existing namespace', async () => {
    const ref = await createPartial({ namespaces: [await host.namespace()] });
    const lease = await leaseIn(ref);
    await using _ = await stuck(ref.namespace, [
      ownerReference({ uid: lease?.metadata?.uid ?? '' }),
    ]);
    const tenant = await host.tenant(ref.namespace);
    const { state, detail, leftovers } = await deleteCluster(tenant, ref, { verifyFor: 3_000 });
    expect(state).toBe('deleting');
    expect(detail).toMatch(/is still being deleted after \d+\.\d s: ConfigMap stuck$/);
    expect(leftovers).toEqual([held]);
  });
});

test('a pod that was deleted before with a long grace period is reported with that period', async () => {
  const ref = await createPartial({ namespaces: [await host.namespace()] });
  const { core } = host.kube;
  const { namespace } = ref;
  const name = 'slow';
  const owner = ownerReference({ uid: (await leaseIn(ref))?.metadata?.uid ?? '' });
  const containers = [{ name, image: BUSYBOX_IMAGE, command: ['sleep', '3600'] }];
  await core.createNamespacedPod({
    namespace,
    body: { metadata: { name, ownerReferences: [owner] }, spec: { containers } },
  });
  const read = () => core.readNamespacedPod({ name, namespace });
  const running = await eventually(read, ({ status }) => status?.phase === 'Running');
  expect(running.status?.phase).toBe('Running');
  await core.deleteNamespacedPod({ name, namespace, body: { gracePeriodSeconds: 300 } });
  const tenant = await host.tenant(namespace);
  try {
    const { state, leftovers } = await deleteCluster(tenant, ref, { verifyFor: 2_000 });
    expect(state).toBe('deleting');
    expect(leftovers).toEqual([
      { object: 'Pod slow', reason: expect.stringContaining('gave it 300 s to terminate, until') },
    ]);
  } finally {
    await orUndefined(
      core.deleteNamespacedPod({ name, namespace, body: { gracePeriodSeconds: 0 } }),
    );
  }
});

test('a namespace with copied labels is foreign if it is in use', async () => {
  const ref = newRef(host.spec());
  await createNamespace(host.kube, ref);
  const { namespace } = ref;
  await host.kube.core.createNamespacedSecret({
    namespace,
    body: { metadata: { name: 'theirs' } },
  });
  const { state, detail } = await deleteCluster(host.runtime, ref);
  expect(state).toBe('foreign');
  expect(detail).toContain('it contains Secret theirs, which ephemeral-vcluster did not create');
  expect((await namespaceOf(ref))?.status?.phase).toBe('Active');
});

test('a lease with the same id and another uid is not deleted', async () => {
  const ref = await createPartial({ namespaces: [await host.namespace()] });
  const tenant = await host.tenant(ref.namespace);
  const known = { ...ref, leaseUid: 'uid-of-our-lease' };
  expect((await deleteCluster(tenant, known)).state).toBe('absent');
  expect((await leaseIn(ref))?.metadata?.deletionTimestamp).toBeUndefined();
});
