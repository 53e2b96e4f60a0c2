import type { V1Namespace } from '@kubernetes/client-node';
import * as labels from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { isForbidden, type Kube } from '../kube/clients.ts';
import { LEASE_NAME } from './lease.ts';
import { listOurJobs } from './our-jobs.ts';
import { refOfLease } from './ref-of-lease.ts';

/** What tells the wanted clusters from others. */
export type Mark = { name: string } | { ownerUid: string } | { workshop: string };

/**
 * The clusters of that name, owner or workshop, half-made ones too, so that they can be deleted where nobody remembers
 * them. `places` are the namespaces to look in, for those who may not look everywhere.
 */
export async function findClusters(
  kube: Kube,
  mark: Mark,
  places: readonly string[] = [],
): Promise<ClusterRef[]> {
  const selector = selectorOf(mark);
  const labelSelector = `${labels.MANAGED_BY}=${labels.MANAGER},${selector}`;
  const jobs = await listOurJobs(kube, places, selector);
  const leases = jobs.filter(({ metadata }) => metadata?.name === LEASE_NAME);
  const held = new Set(leases.map(({ metadata }) => metadata?.namespace));
  const namespaces =
    places.length > 0 ? [] : await visible(kube.core.listNamespace({ labelSelector }));
  return [
    ...leases.map(refOfLease),
    // Between a namespace and its lease, and after that, there is nothing else to know a cluster by.
    ...namespaces.filter(({ metadata }) => !held.has(metadata?.name)).map(refOfNamespace),
  ];
}

function selectorOf(mark: Mark): string {
  if ('name' in mark) return `${labels.CLUSTER_NAME}=${mark.name}`;
  if ('workshop' in mark) return `${labels.WORKSHOP}=${mark.workshop}`;
  return `${labels.OWNER_UID}=${mark.ownerUid}`;
}

/** Without the right to list them a half-made one is left to a sweep. */
async function visible(list: Promise<{ items: V1Namespace[] }>): Promise<V1Namespace[]> {
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
