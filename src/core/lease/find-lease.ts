import { type ClusterIntent, type ClusterRef, candidatesOf } from '../cluster/ref.ts';
import type { Kube } from '../kube/clients.ts';
import { type FoundLease, isLeaseOf, readLease } from './lease.ts';

/** A cluster whose lease is on the host. */
export interface LeasedCluster {
  ref: ClusterRef;
  lease: FoundLease;
}

/**
 * The lease of a cluster, wherever of its places it is; undefined where none of them has it. Rejects where one that
 * cannot be read may have it.
 */
export async function findLease(
  kube: Kube,
  intent: ClusterIntent,
): Promise<LeasedCluster | undefined> {
  const looks = await Promise.allSettled(candidatesOf(intent).map((ref) => lookAt(kube, ref)));
  const found = looks.find((look) => look.status === 'fulfilled' && look.value);
  const settled = found ?? looks.find(({ status }) => status === 'rejected');
  if (settled?.status === 'rejected') throw settled.reason;
  return settled?.value;
}

async function lookAt(kube: Kube, ref: ClusterRef): Promise<LeasedCluster | undefined> {
  const lease = await readLease(kube, ref.namespace);
  if (!lease || !isLeaseOf(ref, lease)) return undefined;
  return { ref: { ...ref, leaseUid: lease.uid }, lease };
}
