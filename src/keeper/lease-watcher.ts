import type { V1Job } from '@kubernetes/client-node';
import type { KeeperConfig } from '../core/keeper/config.ts';
import type { HostAccess } from '../core/kube/http/access.ts';
import { askHost, HostError } from '../core/kube/http/request.ts';
import { LEASE_NAME } from '../core/lease/deadline.ts';
import { LeaseOverError, type Renew } from './renewal.ts';

const GONE = 404;

/**
 * Only checks that the lease still exists, without renewing it: for a tunnel to a cluster whose lease needs no renewal.
 */
export function leaseWatcher(
  access: HostAccess,
  { namespace, lease }: Pick<KeeperConfig, 'namespace' | 'lease'>,
): Renew {
  const path = `/apis/batch/v1/namespaces/${namespace}/jobs/${LEASE_NAME}`;
  return async () => {
    const { metadata } = await askHost<V1Job>(access, { method: 'GET', path }).catch((error) => {
      throw error instanceof HostError && error.status === GONE
        ? new LeaseOverError(error.message)
        : error;
    });
    if (metadata?.uid !== lease.uid) throw new LeaseOverError("the lease is another cluster's");
  };
}
