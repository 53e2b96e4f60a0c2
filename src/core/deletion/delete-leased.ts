import type { ClusterRef } from '../cluster/ref.ts';
import type { Kube } from '../kube/clients.ts';
import { isLeaseOf, readLease, releaseLease } from '../lease/lease.ts';
import type { Clock } from '../runtime.ts';
import type { Deletion, NoDeletion } from './deletion.ts';
import { endWorkloads } from './end-workloads.ts';
import { takeInventory } from './inventory.ts';
import { LeasedObjects } from './leased-objects.ts';
import { objectLeftovers, uncollected } from './object-leftovers.ts';
import { ownedBy } from './owner-graph.ts';

/** Deletes a cluster in a namespace that stays: its lease, and the objects that the lease owns. */
export async function deleteLeased(
  kube: Kube,
  ref: ClusterRef,
  clock: Clock,
): Promise<Deletion | NoDeletion> {
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
  const cluster = new LeasedObjects(kube, ref, uid);
  return {
    begin: async () => {
      try {
        await endWorkloads({ kube, namespace, clock }, cluster);
      } finally {
        await releaseLease(kube, namespace, { uid });
      }
    },
    remaining: async () =>
      (await cluster.remaining()).map(({ kind, name: object }) => `${kind} ${object}`),
    leftovers: async () => {
      const { objects } = await takeInventory(kube, namespace);
      const left = ownedBy(cluster.uids, objects);
      return [...objectLeftovers(namespace, left), ...uncollected(left)];
    },
  };
}
