import type { V1Job } from '@kubernetes/client-node';
import type { KeeperConfig } from '../core/keeper/config.ts';
import type { HostAccess } from '../core/kube/http/access.ts';
import { askHost, HostError } from '../core/kube/http/request.ts';
import { LEASE_NAME } from '../core/lease/deadline.ts';
import { LeaseOverError } from './renewal.ts';

/**
 * Resolves if the lease still exists.
 *
 * @throws LeaseOverError only if the API server itself says that it does not: load balancers answer 404 for a missing
 * backend, and admission policies can deny a request with any status.
 */
export async function assertLeaseExists(
  access: HostAccess,
  { namespace, lease }: Pick<KeeperConfig, 'namespace' | 'lease'>,
  timeout?: number,
): Promise<void> {
  const path = `/apis/batch/v1/namespaces/${namespace}/jobs/${LEASE_NAME}`;
  const request = { method: 'GET' as const, path, ...(timeout && { timeout }) };
  const { kind, metadata } = await askHost<V1Job>(access, request).catch((error) => {
    throw isLeaseNotFound(error) ? new LeaseOverError(error.message) : error;
  });
  if (kind !== 'Job' || !metadata?.uid) throw new Error('the answer of the host is not a Job');
  if (metadata.uid !== lease.uid) throw new LeaseOverError("the lease is another cluster's");
}

const isLeaseNotFound = (error: unknown): error is HostError =>
  error instanceof HostError &&
  error.status === 404 &&
  error.about?.kind === 'jobs' &&
  error.about.name === LEASE_NAME;
