import type { KubernetesListObject, KubernetesObject } from '@kubernetes/client-node';
import type { ClusterRef } from '../cluster/ref.ts';
import { isForbidden, type Kube } from '../kube/clients.ts';
import { accessOf } from '../kube/http/access.ts';
import { isLeaseOf, readLease, releaseLease } from '../lease/lease.ts';
import type { Runtime } from '../runtime.ts';
import type { Deletion, NoDeletion } from './deletion.ts';
import { endPods, type Ours } from './end-pods.ts';
import { takeInventory } from './inventory.ts';
import { objectLeftovers } from './leftovers.ts';
import { type Owned, ownedBy, ownedOf } from './owner-graph.ts';

/** Deletes a cluster in a namespace that stays: its lease, and what hangs off that. */
export async function deleteLeased(
  runtime: Pick<Runtime, 'hostCluster'>,
  kube: Kube,
  ref: ClusterRef,
): Promise<Deletion | NoDeletion> {
  const { name, namespace } = ref;
  const lease = await readLease(kube, namespace);
  // Another lease: ours is over, and with it our cluster; the namespace is somebody else's by now.
  if (!lease || !isLeaseOf(ref, lease)) {
    return {
      state: 'absent',
      detail: `there is no virtual cluster ${name} in namespace ${namespace}`,
    };
  }
  const { uid } = lease;
  /** All that was ever seen of it: what they owned is still ours when they are gone. */
  const ours = new Set([uid]);
  const look = async (): Promise<Seen[]> => {
    const seen = await lookAround(kube, namespace);
    const found = seen.filter((object) => object.uid === uid).concat(ownedBy(ours, seen));
    for (const object of found) ours.add(object.uid);
    return found;
  };
  return {
    begin: async () => {
      // Before the lease goes: afterwards it may be unseen whose a pod is.
      const found = await look();
      await releaseLease(kube, namespace, { uid });
      await endPods(kube, namespace, found);
    },
    remaining: async () => (await look()).map(({ kind, name: object }) => `${kind} ${object}`),
    leftovers: async () => {
      const { objects } = await takeInventory(accessOf(runtime.hostCluster), namespace);
      return objectLeftovers(namespace, ownedBy(ours, objects));
    },
  };
}

interface Seen extends Ours, Owned {}

/** Of the kinds that a cluster is made of, those that take time to go, or that own such. */
async function lookAround({ apps, batch, core }: Kube, namespace: string): Promise<Seen[]> {
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
  const seen = Object.entries(lists).map(([kind, list]) => named(kind, list));
  return (await Promise.all(seen)).flat();
}

/** What we may not list we cannot wait for; the host deletes it all the same. */
async function named(
  kind: string,
  list: Promise<KubernetesListObject<KubernetesObject>>,
): Promise<Seen[]> {
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
