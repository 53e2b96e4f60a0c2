import {
  type KubeConfig,
  type V1Deployment,
  type V1Secret,
  VersionApi,
} from '@kubernetes/client-node';
import type { ClusterRef } from '../cluster/ref.ts';
import { ClusterError } from '../errors.ts';
import { apiMessage, kubeOf, withConnectionReuse } from '../kube/clients.ts';
import { watchUntil } from '../kube/watch.ts';
import type { Runtime } from '../runtime.ts';
import { plainVersion } from '../versions/kubernetes.ts';

const POLL = 100;

/** The kubeconfig that the engine writes into the Secret `vc-NAME`, as soon as it is there. */
export function vclusterKubeconfig(
  { hostCluster, clock }: Pick<Runtime, 'hostCluster' | 'clock'>,
  { name, namespace }: ClusterRef,
  signal: AbortSignal,
): Promise<string> {
  const query = { fieldSelector: `metadata.name=vc-${name}` };
  return watchUntil<V1Secret, string>(
    {
      kubeConfig: hostCluster,
      path: `/api/v1/namespaces/${namespace}/secrets`,
      query,
      list: () => kubeOf(hostCluster).core.listNamespacedSecret({ namespace, ...query }),
    },
    ([secret]) => secret?.data?.config && Buffer.from(secret.data.config, 'base64').toString(),
    clock,
    signal,
  );
}

/** Waits until the cluster answers by its own kubeconfig, and holds its version against the one that was asked for. */
export async function assertVersion(
  runtime: Runtime,
  virtual: KubeConfig,
  expected: string,
  signal: AbortSignal,
  onFailure?: OnFailure,
): Promise<void> {
  const api = withConnectionReuse(virtual).makeApiClient(VersionApi);
  const { gitVersion } = await untilAnswered(runtime, signal, () => api.getCode(), onFailure);
  if (plainVersion(gitVersion) === expected) return;
  throw new ClusterError(
    `Kubernetes ${expected} was asked for, but the cluster says ${gitVersion}.`,
    {
      hint: '`values` may set another image of the distro: leave its tag to `kubernetes-version`.',
    },
  );
}

/** What the vcluster CLI calls ready: the service account default/default can be read by the cluster's kubeconfig. */
export async function waitForServing(
  runtime: Runtime,
  virtual: KubeConfig,
  signal: AbortSignal,
): Promise<void> {
  const { core } = kubeOf(withConnectionReuse(virtual));
  const account = { name: 'default', namespace: 'default' };
  await untilAnswered(runtime, signal, () => core.readNamespacedServiceAccount(account));
}

/** Waits until the cluster's CoreDNS serves. */
export async function waitForDns(
  runtime: Runtime,
  virtual: KubeConfig,
  signal: AbortSignal,
): Promise<void> {
  const namespace = 'kube-system';
  const query = { fieldSelector: 'metadata.name=coredns' };
  await watchUntil<V1Deployment, true>(
    {
      kubeConfig: virtual,
      path: `/apis/apps/v1/namespaces/${namespace}/deployments`,
      query,
      list: () => kubeOf(virtual).apps.listNamespacedDeployment({ namespace, ...query }),
    },
    ([deployment]) => (deployment?.status?.availableReplicas ?? 0) > 0 || undefined,
    runtime.clock,
    signal,
  );
}

/** Told why a request failed that is made again. */
export type OnFailure = (reason: string) => void;

async function untilAnswered<T>(
  runtime: Runtime,
  signal: AbortSignal,
  ask: () => Promise<T>,
  onFailure?: OnFailure,
): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await ask();
    } catch (error) {
      runtime.log.debug(`no answer yet: ${(error as Error).message}`);
      onFailure?.(apiMessage(error));
      await runtime.clock.sleep(POLL, signal);
    }
  }
}
