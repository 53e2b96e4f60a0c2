import type { V1Namespace } from '@kubernetes/client-node';
import { CLUSTER_ID } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { type Kube, orUndefined, unlessGone } from '../kube/clients.ts';
import { accessOf } from '../kube/http/access.ts';
import { isLeaseOf, readLease } from '../lease/lease.ts';
import type { Runtime } from '../runtime.ts';
import type { Deletion, NoDeletion } from './deletion.ts';
import { whyNotEmpty } from './emptiness.ts';
import { endPods, type Ours } from './end-pods.ts';
import { takeInventory } from './inventory.ts';
import { namespaceLeftovers } from './leftovers.ts';

/** Deletes a cluster with the namespace that was made for it, if that is still the one. */
export async function deleteOwnNamespace(
  runtime: Pick<Runtime, 'hostCluster'>,
  kube: Kube,
  ref: ClusterRef,
): Promise<Deletion | NoDeletion> {
  const { namespace: name } = ref;
  const read = () => orUndefined(kube.core.readNamespace({ name }));
  const found = await read();
  if (!found) {
    return {
      state: 'absent',
      detail: `there is no virtual cluster ${ref.name} in namespace ${name}`,
    };
  }
  const objection = await whyNotOurs(runtime, kube, ref, found);
  if (objection) {
    const detail = `namespace ${name} is not the one that was made for ${ref.name}: ${objection}; it stays untouched`;
    return { state: 'foreign', detail };
  }
  const uid = found.metadata?.uid ?? '';
  return {
    begin: async () => {
      // Listed before: when the deletion by uid succeeds, they are pods of this very namespace.
      const pods = await podsIn(kube, name);
      await unlessGone(kube.core.deleteNamespace({ name, body: { preconditions: { uid } } }));
      await endPods(kube, name, pods);
    },
    remaining: async () => ((await read())?.metadata?.uid === uid ? [`Namespace ${name}`] : []),
    leftovers: () => namespaceLeftovers(runtime, kube, name),
  };
}

/**
 * A namespace is ours while our lease is in it. Its label alone may have been copied: without the lease it goes only
 * if it is empty, as it is between its creation and the lease's, and after a lease that is over.
 */
async function whyNotOurs(
  runtime: Pick<Runtime, 'hostCluster'>,
  kube: Kube,
  ref: ClusterRef,
  { metadata }: V1Namespace,
): Promise<string | undefined> {
  if (metadata?.labels?.[CLUSTER_ID] !== ref.id) return 'it has not the id of this cluster';
  // Its lease is among the first things to go.
  if (metadata.deletionTimestamp) return undefined;
  const lease = await readLease(kube, ref.namespace);
  if (lease) return isLeaseOf(ref, lease) ? undefined : 'another cluster holds its lease';
  return whyNotEmpty(await takeInventory(accessOf(runtime.hostCluster), ref.namespace));
}

async function podsIn(kube: Kube, namespace: string): Promise<Ours[]> {
  const { items } = await kube.core.listNamespacedPod({ namespace });
  return items.map(({ metadata }) => ({
    kind: 'Pod',
    name: metadata?.name ?? '',
    uid: metadata?.uid ?? '',
  }));
}
