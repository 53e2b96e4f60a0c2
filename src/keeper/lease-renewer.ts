import type { KeeperConfig } from '../core/keeper/config.ts';
import type { HostAccess } from '../core/kube/http/access.ts';
import { askHost, HostError } from '../core/kube/http/request.ts';
import { LEASE_NAME } from '../core/lease/deadline.ts';
import { LeaseOverError, type Renew } from './renewal.ts';

/** Gone, and another one: the test of the uid failed. */
const OVER = [404, 422];

/**
 * In milliseconds. A request on a broken line is not waited for: TCP would send it again late, and a new one gets through
 * as soon as the line is back.
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
