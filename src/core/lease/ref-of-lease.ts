import type { V1Job } from '@kubernetes/client-node';
import * as labels from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';

/** Returns the cluster of a lease, built from the lease alone. */
export function refOfLease({ metadata }: V1Job): ClusterRef {
  return {
    name: metadata?.labels?.[labels.CLUSTER_NAME] ?? '',
    namespace: metadata?.namespace ?? '',
    ownNamespace: metadata?.annotations?.[labels.OWN_NAMESPACE] === 'true',
    id: metadata?.labels?.[labels.CLUSTER_ID] ?? '',
    leaseUid: metadata?.uid ?? '',
  };
}
