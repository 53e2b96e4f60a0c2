import type { V1Namespace } from '@kubernetes/client-node';
import * as labels from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { isForbidden, type Kube } from '../kube/clients.ts';
import { LEASE_NAME } from './lease.ts';
import { listManagedJobs } from './managed-jobs.ts';
import { refOfLease } from './ref-of-lease.ts';

/** Selects clusters by one property. */
export type ClusterSelector = { name: string } | { ownerUid: string } | { workshop: string };

/**
 * Finds the clusters of that name, owner or workshop, including incomplete ones, so that they can be deleted without
 * any saved state. `namespaces` restricts the search, for users who may not list all; empty means the whole host.
 */
export async function findClusters(
  kube: Kube,
  wanted: ClusterSelector,
  namespaces: readonly string[] = [],
): Promise<ClusterRef[]> {
  const selector = selectorOf(wanted);
  const labelSelector = `${labels.MANAGED_BY}=${labels.MANAGER},${selector}`;
  const jobs = await listManagedJobs(kube, namespaces, selector);
  const leases = jobs.filter(({ metadata }) => metadata?.name === LEASE_NAME);
  const held = new Set(leases.map(({ metadata }) => metadata?.namespace));
  const dedicated =
    namespaces.length > 0 ? [] : await unlessForbidden(kube.core.listNamespace({ labelSelector }));
  return [
    ...leases.map(refOfLease),
    // A dedicated namespace without a lease: the creation was killed before the lease, or the lease is over.
    ...dedicated.filter(({ metadata }) => !held.has(metadata?.name)).map(refOfNamespace),
  ];
}

function selectorOf(wanted: ClusterSelector): string {
  if ('name' in wanted) return `${labels.CLUSTER_NAME}=${wanted.name}`;
  if ('workshop' in wanted) return `${labels.WORKSHOP}=${wanted.workshop}`;
  return `${labels.OWNER_UID}=${wanted.ownerUid}`;
}

/** Without the right to list namespaces, a sweep has to delete those without a lease. */
async function unlessForbidden(list: Promise<{ items: V1Namespace[] }>): Promise<V1Namespace[]> {
  try {
    return (await list).items;
  } catch (error) {
    if (isForbidden(error)) return [];
    throw error;
  }
}

const refOfNamespace = ({ metadata }: V1Namespace): ClusterRef => ({
  name: metadata?.labels?.[labels.CLUSTER_NAME] ?? '',
  namespace: metadata?.name ?? '',
  ownNamespace: true,
  id: metadata?.labels?.[labels.CLUSTER_ID] ?? '',
});
