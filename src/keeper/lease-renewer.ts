import type { V1Job } from '@kubernetes/client-node';
import type { KeeperConfig } from '../core/keeper/config.ts';
import type { HostAccess } from '../core/kube/http/access.ts';
import { askHost, HostError } from '../core/kube/http/request.ts';
import { deadlinePatch, LEASE_NAME } from '../core/lease/deadline.ts';
import { describeChanges, expiryFields } from '../core/lease/job-changes.ts';
import { assertLeaseExists } from './lease-exists.ts';
import { LeaseChangedError, type Renew } from './renewal.ts';

/**
 * The answers to a renewal of a lease that is gone (404), or is another cluster's, so that the test of the uid failed
 * (422). Others can give these answers, too, so the lease is read before they are believed.
 */
const MAYBE_OVER = [404, 422];

/**
 * In milliseconds. Requests time out early if the network fails: TCP resends them late, but a new request succeeds as
 * soon as the network is back.
 */
const SHORTEST_TIMEOUT = 3_000;
const LONGEST_TIMEOUT = 10_000;

/**
 * Renews the lease Job by patching its deadline; the uid makes the patch fail on a later lease of another cluster.
 * Deletes a lease that the host cluster changed so that it would not expire, because nothing else would.
 */
export function leaseRenewer(
  access: HostAccess,
  config: Pick<KeeperConfig, 'namespace' | 'lease'>,
): Renew {
  const { namespace, lease } = config;
  const timeout = Math.min(Math.max(lease.lease / 10, SHORTEST_TIMEOUT), LONGEST_TIMEOUT);
  const path = `/apis/batch/v1/namespaces/${namespace}/jobs/${LEASE_NAME}`;
  const remove = () => {
    const body = { preconditions: { uid: lease.uid }, propagationPolicy: 'Background' };
    return askHost(access, { method: 'DELETE', path, body, timeout });
  };
  return async (deadlineSeconds) => {
    const job = await askHost<V1Job>(access, {
      method: 'PATCH',
      path,
      contentType: 'application/json-patch+json',
      body: deadlinePatch(lease.uid, deadlineSeconds),
      timeout,
    }).catch(async (error) => {
      if (error instanceof HostError && MAYBE_OVER.includes(error.status)) {
        await assertLeaseExists(access, config, timeout);
      }
      throw error;
    });
    const changes = describeChanges(job, expiryFields(deadlineSeconds));
    if (!changes) return;
    await remove();
    throw new LeaseChangedError(changes);
  };
}
