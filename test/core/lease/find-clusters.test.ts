import { expect, test } from '@jest/globals';
import type { V1Job, V1Namespace } from '@kubernetes/client-node';
import * as labels from '../../../src/core/cluster/labels.ts';
import { findClusters } from '../../../src/core/lease/find-clusters.ts';
import { LEASE_NAME } from '../../../src/core/lease/lease.ts';
import { apiException, fakeKube } from '../../support/fake-kube.ts';

const owner = { ownerUid: 'run-uid' };

const labelsOf = (name: string) => ({
  [labels.CLUSTER_NAME]: name,
  [labels.CLUSTER_ID]: `id-${name}`,
});

const lease = (name: string, namespace: string, own: boolean): V1Job => ({
  metadata: {
    name: LEASE_NAME,
    namespace,
    uid: `uid-${name}`,
    labels: labelsOf(name),
    annotations: { [labels.OWN_NAMESPACE]: String(own) },
  },
});

/** A host with these leases and namespaces; records the queries. */
function hostWith(leases: V1Job[], namespaces: V1Namespace[] | 'forbidden' = []) {
  const asked: unknown[] = [];
  const kube = fakeKube({
    batch: {
      listJobForAllNamespaces: async (query) => {
        asked.push(query);
        return { items: leases };
      },
      listNamespacedJob: async (query) => {
        asked.push(query);
        return { items: leases };
      },
    },
    core: {
      listNamespace: async () => {
        if (namespaces === 'forbidden') throw apiException(403);
        return { items: namespaces };
      },
    },
  });
  return { kube, asked };
}

test('clusters are found by the uid of the run, each with all data for its deletion', async () => {
  const { kube, asked } = hostWith([lease('a', 'vcluster-a', true), lease('b', 'ci', false)]);
  expect(await findClusters(kube, owner)).toEqual([
    {
      name: 'a',
      namespace: 'vcluster-a',
      ownNamespace: true,
      id: 'id-a',
      leaseUid: 'uid-a',
    },
    { name: 'b', namespace: 'ci', ownNamespace: false, id: 'id-b', leaseUid: 'uid-b' },
  ]);
  expect(asked).toEqual([
    { labelSelector: expect.stringContaining('ephemeral-vcluster/owner-uid=run-uid') },
  ]);
});

test('clusters are found by their name', async () => {
  const { kube, asked } = hostWith([lease('a', 'ci', false)]);
  expect(await findClusters(kube, { name: 'a' })).toMatchObject([{ name: 'a', leaseUid: 'uid-a' }]);
  expect(asked).toEqual([{ labelSelector: expect.stringContaining('ephemeral-vcluster/name=a') }]);
});

test('a Job of the run that is not a lease is not a cluster', async () => {
  const secretOwner = lease('a', 'ci', false);
  secretOwner.metadata = { ...secretOwner.metadata, name: 'a-kubeconfig' };
  expect(await findClusters(hostWith([secretOwner]).kube, owner)).toEqual([]);
});

test('a namespace without a lease is a cluster whose creation was interrupted', async () => {
  const namespaces = ['a', 'b'].map((name) => ({
    metadata: { name: `vcluster-${name}`, labels: labelsOf(name) },
  }));
  const { kube } = hostWith([lease('a', 'vcluster-a', true)], namespaces);
  const found = await findClusters(kube, owner);
  expect(found.map(({ name, leaseUid }) => [name, leaseUid])).toEqual([
    ['a', 'uid-a'],
    ['b', undefined],
  ]);
});

test('a user who may not list namespaces still finds the leases', async () => {
  const { kube } = hostWith([lease('a', 'vcluster-a', true)], 'forbidden');
  expect(await findClusters(kube, owner)).toHaveLength(1);
});

test('the search can be restricted to one namespace', async () => {
  const { kube, asked } = hostWith([lease('b', 'ci', false)]);
  expect(await findClusters(kube, owner, ['ci'])).toHaveLength(1);
  expect(asked).toMatchObject([{ namespace: 'ci' }]);
});
