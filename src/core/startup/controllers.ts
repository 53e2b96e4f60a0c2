import type { V1ConfigMap } from '@kubernetes/client-node';
import type { ClusterRef } from '../cluster/ref.ts';
import { isConflict, kubeOf } from '../kube/clients.ts';
import { accessOf, ClusterConfig } from '../kube/cluster-config.ts';
import { parseKubeconfig } from '../kube/config/kubeconfig.ts';
import type { HostAccess } from '../kube/http/access.ts';
import { exchange } from '../kube/http/exchange.ts';
import { watchUntil } from '../kube/watch.ts';
import type { Runtime } from '../runtime.ts';
import { API_SERVER_PORT, controlPlaneDialer } from '../tunnel/control-plane-dialer.ts';
import { refusedPortForward } from '../tunnel/refusal.ts';
import { startTunnel } from '../tunnel/tunnel.ts';
import { unlessAborted } from '../unless-aborted.ts';

const POLL = 100;
const READYZ_TIMEOUT = 10_000;
const OK = 200;
/** In milliseconds. Attempts are not closer together, because each one costs CPU time that the starting API server needs. */
const LONGEST_PAUSE = 250;

/**
 * Waits for the API server and the controllers. It connects to the API server's own port, which answers seconds before
 * vcluster does. It also creates the service account default/default: vcluster does nothing until this account exists, and
 * the controller manager creates it only after its own start. With the account in place, vcluster and the controller manager
 * start in parallel. The account is not created before the API server is ready, or the start of vcluster would delay the API
 * server. Only the controllers create the ConfigMap kube-root-ca.crt, so its existence shows that they work.
 *
 * @throws ClusterError if the host refuses the port-forward.
 */
export async function startControllers(
  runtime: Runtime,
  ref: ClusterRef,
  adminConf: string,
  signal: AbortSignal,
  onApi: () => void,
): Promise<void> {
  const refused = new AbortController();
  using dial = controlPlaneDialer(accessOf(runtime.hostCluster), ref, API_SERVER_PORT, {
    refused: (reason) => refused.abort(refusedPortForward(ref.name, reason)),
  });
  await using tunnel = await startTunnel({
    dial,
    clock: runtime.clock,
    debug: runtime.log.debug,
    longestPause: LONGEST_PAUSE,
  });
  const admin = parseKubeconfig(adminConf.replace(/:6443/, `:${tunnel.port}`));
  const kubeConfig = new ClusterConfig(admin, admin.currentContext);
  const over = AbortSignal.any([signal, refused.signal]);
  // The tunnel may hold a request for a long time, so the end of the wait does not wait for it.
  await unlessAborted(over, untilControllersWork(runtime, kubeConfig, over, onApi));
}

async function untilControllersWork(
  runtime: Runtime,
  kubeConfig: ClusterConfig,
  signal: AbortSignal,
  onApi: () => void,
): Promise<void> {
  await untilReadyz(runtime, kubeConfig, signal);
  onApi();
  await makeDefaultServiceAccount(kubeConfig);
  const namespace = 'default';
  const query = { fieldSelector: 'metadata.name=kube-root-ca.crt' };
  await watchUntil<V1ConfigMap, true>(
    {
      kubeConfig,
      path: `/api/v1/namespaces/${namespace}/configmaps`,
      query,
      list: () => kubeOf(kubeConfig).core.listNamespacedConfigMap({ namespace, ...query }),
    },
    (found) => found.length > 0 || undefined,
    runtime.clock,
    signal,
  );
}

async function untilReadyz(
  runtime: Runtime,
  { access }: ClusterConfig,
  signal: AbortSignal,
): Promise<void> {
  while (!(await isReady(access, signal))) await runtime.clock.sleep(POLL, signal);
}

async function isReady(access: HostAccess, signal: AbortSignal): Promise<boolean> {
  const either = AbortSignal.any([signal, AbortSignal.timeout(READYZ_TIMEOUT)]);
  try {
    const answer = await exchange(access, { method: 'GET', path: '/readyz', signal: either });
    answer.resume();
    return answer.statusCode === OK;
  } catch {
    return false;
  }
}

async function makeDefaultServiceAccount(kubeConfig: ClusterConfig): Promise<void> {
  const { core } = kubeOf(kubeConfig);
  const body = { metadata: { name: 'default' } };
  await core.createNamespacedServiceAccount({ namespace: 'default', body }).catch((error) => {
    if (!isConflict(error)) throw error;
  });
}
