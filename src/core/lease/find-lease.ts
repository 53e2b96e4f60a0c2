import { type ClusterIntent, type ClusterRef, candidatesOf } from '../cluster/ref.ts';
import type { Kube } from '../kube/clients.ts';
import { type FoundLease, isLeaseOf, readLease } from './lease.ts';

/** A cluster whose lease exists on the host. */
export interface LeasedCluster {
  ref: ClusterRef;
  lease: FoundLease;
}

/**
 * Finds the lease of a cluster in its candidate namespaces; undefined if none has it. Rejects if it was not found but a
 * namespace could not be read.
 */
export async function findLease(
  kube: Kube,
  intent: ClusterIntent,
): Promise<LeasedCluster | undefined> {
  const results = await Promise.allSettled(candidatesOf(intent).map((ref) => findIn(kube, ref)));
  const found = results.find((result) => result.status === 'fulfilled' && result.value);
  const settled = found ?? results.find(({ status }) => status === 'rejected');
  if (settled?.status === 'rejected') throw settled.reason;
  return settled?.value;
}

async function findIn(kube: Kube, ref: ClusterRef): Promise<LeasedCluster | undefined> {
  const lease = await readLease(kube, ref.namespace);
  if (!lease || !isLeaseOf(ref, lease)) return undefined;
  return { ref: { ...ref, leaseUid: lease.uid }, lease };
}
