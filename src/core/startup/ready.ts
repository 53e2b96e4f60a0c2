import { type KubeConfig, type V1Node, type V1Secret, VersionApi } from '@kubernetes/client-node';
import type { ClusterRef } from '../cluster/ref.ts';
import { ClusterError } from '../errors.ts';
import { apiMessage, kubeOf } from '../kube/clients.ts';
import { clusterConfigOf } from '../kube/cluster-config.ts';
import { watchUntil } from '../kube/watch.ts';
import type { Runtime } from '../runtime.ts';
import { plainVersion } from '../versions/kubernetes.ts';

const POLL = 100;

/** Waits for the Secret `vc-NAME`, into which vcluster writes the cluster's kubeconfig, and returns that kubeconfig. */
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

/** Waits until the cluster answers requests with its own kubeconfig, and checks that it runs the requested version. */
export async function assertVersion(
  runtime: Runtime,
  virtual: KubeConfig,
  expected: string,
  signal: AbortSignal,
  onFailure?: OnFailure,
): Promise<void> {
  const api = clusterConfigOf(virtual).makeApiClient(VersionApi);
  const { gitVersion } = await untilAnswered(runtime, signal, () => api.getCode(), onFailure);
  if (plainVersion(gitVersion) === expected) return;
  throw new ClusterError(
    `Kubernetes ${expected} was requested, but the cluster runs ${gitVersion}.`,
    {
      hint: 'Check whether `values` sets another image of the distro. Remove its tag there: `kubernetes-version` sets it.',
    },
  );
}

/** Waits until the cluster is ready as the vcluster CLI defines it: its kubeconfig can read the service account default/default. */
export async function waitForServing(
  runtime: Runtime,
  virtual: KubeConfig,
  signal: AbortSignal,
): Promise<void> {
  const { core } = kubeOf(virtual);
  const account = { name: 'default', namespace: 'default' };
  await untilAnswered(runtime, signal, () => core.readNamespacedServiceAccount(account));
}

/**
 * Waits until the cluster has a Node that is ready. vcluster creates Nodes for the nodes on which pods of the cluster run,
 * so the first one comes with the first pod, which is CoreDNS. Returns false if none comes within `timeLimit`, in
 * milliseconds: a cluster whose `values` have no CoreDNS gets its first Node later.
 */
export async function waitForNode(
  runtime: Runtime,
  virtual: KubeConfig,
  signal: AbortSignal,
  timeLimit: number,
): Promise<boolean> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const node = watchUntil<V1Node, true>(
    {
      kubeConfig: virtual,
      path: '/api/v1/nodes',
      query: {},
      list: () => kubeOf(virtual).core.listNode(),
    },
    (nodes) => nodes.some(isReadyNode) || undefined,
    runtime.clock,
    either,
  );
  const late = runtime.clock.sleep(timeLimit, either).then(() => false);
  // The one that comes second is aborted.
  for (const wait of [node, late]) wait.catch(() => {});
  return Promise.race([node, late]).finally(() => over.abort());
}

const isReadyNode = ({ status }: V1Node): boolean =>
  status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

/** Receives the reason of each failed request before its retry. */
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
