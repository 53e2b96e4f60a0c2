import type { V1Job } from '@kubernetes/client-node';
import * as labels from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';

/** The cluster that a lease is of, for those who have nothing else of it. */
export function refOfLease({ metadata }: V1Job): ClusterRef {
  return {
    name: metadata?.labels?.[labels.CLUSTER_NAME] ?? '',
    namespace: metadata?.namespace ?? '',
    ownNamespace: metadata?.annotations?.[labels.OWN_NAMESPACE] === 'true',
    id: metadata?.labels?.[labels.CLUSTER_ID] ?? '',
    leaseUid: metadata?.uid ?? '',
  };
}
