import type { KeeperConfig } from '../core/keeper/config.ts';
import type { HostAccess } from '../core/kube/http/access.ts';
import { askHost, HostError } from '../core/kube/http/request.ts';
import { LEASE_NAME } from '../core/lease/deadline.ts';
import { LeaseOverError, type Renew } from './renewal.ts';

/** 404: the lease is gone. 422: the test of the uid failed, so the lease is another cluster's. */
const OVER = [404, 422];

/**
 * In milliseconds. Requests time out early if the network fails: TCP resends them late, but a new request succeeds as
 * soon as the network is back.
 */
const SHORTEST_TIMEOUT = 3_000;
const LONGEST_TIMEOUT = 10_000;

/** Renews the lease Job by patching its deadline; the uid makes the patch fail on a later lease of another cluster. */
export function leaseRenewer(
  access: HostAccess,
  { namespace, lease }: Pick<KeeperConfig, 'namespace' | 'lease'>,
): Renew {
  const timeout = Math.min(Math.max(lease.lease / 10, SHORTEST_TIMEOUT), LONGEST_TIMEOUT);
  return async (deadlineSeconds) => {
    const request = {
      method: 'PATCH' as const,
      path: `/apis/batch/v1/namespaces/${namespace}/jobs/${LEASE_NAME}`,
      contentType: 'application/json-patch+json',
      body: [
        { op: 'test', path: '/metadata/uid', value: lease.uid },
        { op: 'replace', path: '/spec/activeDeadlineSeconds', value: deadlineSeconds },
      ],
      timeout,
    };
    await askHost(access, request).catch((error) => {
      throw error instanceof HostError && OVER.includes(error.status)
        ? new LeaseOverError(error.message)
        : error;
    });
  };
}
