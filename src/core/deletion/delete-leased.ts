import type { KubernetesListObject, KubernetesObject } from '@kubernetes/client-node';
import type { ClusterRef } from '../cluster/ref.ts';
import { isForbidden, type Kube } from '../kube/clients.ts';
import { isLeaseOf, readLease, releaseLease } from '../lease/lease.ts';
import type { Deletion, NoDeletion } from './deletion.ts';
import { type ClusterObject, endPods } from './end-pods.ts';
import { takeInventory } from './inventory.ts';
import { objectLeftovers } from './leftovers.ts';
import { type Owned, ownedBy, ownedOf } from './owner-graph.ts';

/** Deletes a cluster in a namespace that stays: its lease, and the objects that the lease owns. */
export async function deleteLeased(kube: Kube, ref: ClusterRef): Promise<Deletion | NoDeletion> {
  const { name, namespace } = ref;
  const lease = await readLease(kube, namespace);
  // Another lease means that the lease of `ref` is over, and with it the cluster. Another cluster uses the namespace.
  if (!lease || !isLeaseOf(ref, lease)) {
    return {
      state: 'absent',
      detail: `there is no virtual cluster ${name} in namespace ${namespace}`,
    };
  }
  const { uid } = lease;
  /** The uids of all objects of the cluster so far. Objects that they own still belong to it when they are gone. */
  const uids = new Set([uid]);
  const findObjects = async (): Promise<ListedObject[]> => {
    const listed = await listObjects(kube, namespace);
    const found = listed.filter((object) => object.uid === uid).concat(ownedBy(uids, listed));
    for (const object of found) uids.add(object.uid);
    return found;
  };
  return {
    begin: async () => {
      // Before the lease is deleted: later, the owners that connect a pod to the cluster may be gone.
      const found = await findObjects();
      await releaseLease(kube, namespace, { uid });
      await endPods(kube, namespace, found);
    },
    remaining: async () =>
      (await findObjects()).map(({ kind, name: object }) => `${kind} ${object}`),
    leftovers: async () => {
      const { objects } = await takeInventory(kube, namespace);
      return objectLeftovers(namespace, ownedBy(uids, objects));
    },
  };
}

interface ListedObject extends ClusterObject, Owned {}

/** Lists the kinds of a cluster's objects whose deletion takes time, and the kinds that own such objects. */
async function listObjects(
  { apps, batch, core }: Kube,
  namespace: string,
): Promise<ListedObject[]> {
  const lists = {
    Job: batch.listNamespacedJob({ namespace }),
    Deployment: apps.listNamespacedDeployment({ namespace }),
    StatefulSet: apps.listNamespacedStatefulSet({ namespace }),
    ReplicaSet: apps.listNamespacedReplicaSet({ namespace }),
    Pod: core.listNamespacedPod({ namespace }),
    Service: core.listNamespacedService({ namespace }),
    Secret: core.listNamespacedSecret({ namespace }),
    ConfigMap: core.listNamespacedConfigMap({ namespace }),
    PersistentVolumeClaim: core.listNamespacedPersistentVolumeClaim({ namespace }),
  };
  const listed = Object.entries(lists).map(([kind, list]) => named(kind, list));
  return (await Promise.all(listed)).flat();
}

/** Returns no objects if listing them is forbidden: nothing waits for them then, and the host still deletes them. */
async function named(
  kind: string,
  list: Promise<KubernetesListObject<KubernetesObject>>,
): Promise<ListedObject[]> {
  try {
    const { items } = await list;
    return items.map(({ metadata }) => ({
      kind,
      name: metadata?.name ?? '',
      ...ownedOf(metadata),
    }));
  } catch (error) {
    if (isForbidden(error)) return [];
    throw error;
  }
}
