import { expect, test } from '@jest/globals';
import type { V1ObjectMeta } from '@kubernetes/client-node';
import { deleteLeased } from '../../../src/core/deletion/delete-leased.ts';
import type { Kube } from '../../../src/core/kube/clients.ts';
import { SteppedClock } from '../../support/clock.ts';
import { apiException, fakeKube } from '../../support/fake-kube.ts';
import { createRef } from '../../support/ref.ts';

const ref = createRef({ namespace: 'ci', ownNamespace: false });

const object = (name: string, ...owners: string[]): V1ObjectMeta => ({
  name,
  uid: `uid-of-${name}`,
  ownerReferences: owners.map((owner) => ({
    apiVersion: 'v1',
    kind: 'X',
    name: owner,
    uid: `uid-of-${owner}`,
  })),
});

/** A host that replaces the pod of the control plane once. Pods that were told to end are gone at the next look. */
function startHost({ forbidden = '' } = {}) {
  const calls: string[] = [];
  const objects: Record<string, V1ObjectMeta[]> = {
    jobs: [object('lease')],
    deployments: [object('plane', 'lease')],
    replicasets: [object('plane-1', 'plane')],
    services: [object('service', 'lease')],
    pods: [
      object('plane-1-a', 'plane-1'),
      object('app', 'service'),
      { ...object('terminating', 'service'), deletionTimestamp: new Date() },
      object('shared', 'service', 'theirs'),
      object('theirs'),
    ],
  };
  let looks = 0;
  const remove = (plural: string, name: string) => {
    objects[plural] = objects[plural]?.filter((it) => it.name !== name) ?? [];
  };
  const told = new Set<string>();
  const kube: Kube = fakeKube({
    metadata: {
      list: async ({ plural }) => {
        calls.push(`list ${plural}`);
        if (plural !== 'pods') return objects[plural] ?? [];
        for (const name of told) remove('pods', name);
        looks += 1;
        if (looks === 2) objects.pods?.push(object('plane-1-b', 'plane-1'));
        return objects.pods ?? [];
      },
    },
    apps: {
      deleteNamespacedDeployment: async ({ name }) => {
        calls.push(`end ${name}`);
        if (forbidden === 'deployments') throw apiException(403);
        remove('deployments', name);
        return {};
      },
    },
    batch: {
      readNamespacedJob: async () => ({
        metadata: { ...object('lease'), labels: { 'ephemeral-vcluster/id': ref.id } },
      }),
      deleteNamespacedJob: async () => {
        calls.push('release the lease');
        for (const plural of Object.keys(objects)) if (plural !== 'pods') objects[plural] = [];
        return {};
      },
    },
    core: {
      deleteNamespacedPod: async ({ name, body }) => {
        calls.push(`end ${name} in ${body?.gracePeriodSeconds} s`);
        if (forbidden === 'pods') throw apiException(403);
        told.add(name);
        return {} as never;
      },
    },
  });
  return { calls, kube };
}

const steps = (calls: string[]) => calls.filter((call) => !call.startsWith('list'));

async function begin(kube: Kube) {
  const deletion = await deleteLeased(kube, ref, new SteppedClock());
  if ('state' in deletion) throw new Error(deletion.detail);
  await deletion.begin();
  return deletion;
}

test('the control plane ends first, also if its pod is replaced, then the other pods, then the lease', async () => {
  const { calls, kube } = startHost();
  await begin(kube);
  expect(steps(calls)).toEqual([
    'end plane',
    'end plane-1-a in 1 s',
    'end plane-1-b in 1 s',
    'end app in 1 s',
    'release the lease',
  ]);
});

test('without the right to delete controllers, pods end, and the lease is released without waiting', async () => {
  const { calls, kube } = startHost({ forbidden: 'deployments' });
  await begin(kube);
  expect(steps(calls)).toEqual([
    'end plane',
    'end plane-1-a in 1 s',
    'end app in 1 s',
    'end plane-1-b in 1 s',
    'release the lease',
  ]);
});

test('the lease is released even if the workloads cannot be ended', async () => {
  const { calls, kube } = startHost({ forbidden: 'pods' });
  await expect(begin(kube)).rejects.toMatchObject({ code: 403 });
  expect(steps(calls)).toContain('release the lease');
});

test('while something remains, only its kinds are listed', async () => {
  const { calls, kube } = startHost();
  const { remaining } = await begin(kube);
  expect(await remaining()).toEqual(['Pod terminating']);
  calls.length = 0;
  expect(await remaining()).toEqual(['Pod terminating']);
  expect(calls).toEqual(['list pods']);
});
