import type { V1Namespace } from '@kubernetes/client-node';
import { CLUSTER_ID } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { type Kube, orUndefined, unlessGone } from '../kube/clients.ts';
import { isLeaseOf, readLease } from '../lease/lease.ts';
import type { Deletion, NoDeletion } from './deletion.ts';
import { whyNotEmpty } from './emptiness.ts';
import { endPods } from './end-pods.ts';
import { takeInventory } from './inventory.ts';
import { namespaceLeftovers } from './leftovers.ts';

/** Deletes a cluster with the namespace that was created for it. Does not touch another namespace of the same name. */
export async function deleteOwnNamespace(
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
  const objection = await whyForeign(kube, ref, found);
  if (objection) {
    const detail = `namespace ${name} is not the one that was created for ${ref.name}: ${objection}; it was not changed`;
    return { state: 'foreign', detail };
  }
  const uid = found.metadata?.uid ?? '';
  return {
    begin: async () => {
      // Listed before the deletion: if the deletion by uid succeeds, these are the pods of that namespace.
      const { items: pods } = await kube.core.listNamespacedPod({ namespace: name });
      await unlessGone(kube.core.deleteNamespace({ name, body: { preconditions: { uid } } }));
      await endPods(kube, name, pods);
    },
    remaining: async () => ((await read())?.metadata?.uid === uid ? [`Namespace ${name}`] : []),
    leftovers: () => namespaceLeftovers(kube, name),
  };
}

/**
 * Returns why the namespace is not the one of `ref`, or undefined if it is. It is if it contains the lease of `ref`. The
 * label alone can be a copy, so a namespace without the lease must be empty. It is empty before the lease is created, and
 * after the lease is over.
 */
async function whyForeign(
  kube: Kube,
  ref: ClusterRef,
  { metadata }: V1Namespace,
): Promise<string | undefined> {
  if (metadata?.labels?.[CLUSTER_ID] !== ref.id)
    return 'its label has another cluster ID, or is missing';
  // The lease is one of the first objects that Kubernetes deletes.
  if (metadata.deletionTimestamp) return undefined;
  const lease = await readLease(kube, ref.namespace);
  if (lease) return isLeaseOf(ref, lease) ? undefined : 'it contains the lease of another cluster';
  return whyNotEmpty(kube, await takeInventory(kube, ref.namespace));
}
