import { ApiException, type KubeConfig } from '@kubernetes/client-node';
import { refusal } from '../core/causes/host-refusal.ts';
import { ClusterError, InputError } from '../core/errors.ts';
import { kubeOf } from '../core/kube/clients.ts';

/**
 * Runs `work`, which sends requests to the host cluster. If it fails because the host cluster cannot be reached or rejects
 * the credentials, throws an error that names the host cluster and what to do.
 */
export async function onHost<T>(hostCluster: KubeConfig, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isAboutAccess(error)) await assertReachable(hostCluster);
    throw error;
  }
}

/** Throws a `ClusterError` if the host cluster cannot be reached or rejects the credentials. */
export async function assertReachable(hostCluster: KubeConfig): Promise<void> {
  try {
    await kubeOf(hostCluster).version.getCode();
  } catch (error) {
    // A host cluster may hide its version. The next request shows whether that matters.
    if (!isAboutAccess(error)) return;
    const { server } = hostCluster.getCurrentCluster() ?? {};
    throw refusal(`The host cluster ${server} cannot be used`, error, 'access');
  }
}

function isAboutAccess(error: unknown): boolean {
  if (error instanceof ClusterError || error instanceof InputError) return false;
  return !(error instanceof ApiException) || error.code === 401;
}
