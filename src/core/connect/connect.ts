import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import type { ClusterRef } from '../cluster/ref.ts';
import { findDisruption } from '../diagnostics/disruption.ts';
import { ClusterError } from '../errors.ts';
import type { KeeperConfig } from '../keeper/config.ts';
import { type Keeper, startKeeper } from '../keeper/start.ts';
import { tunnelFailure } from '../keeper/tunnel-failure.ts';
import { kubeOf } from '../kube/clients.ts';
import { kubeconfigSecrets, rewriteKubeconfig, writeKubeconfig } from '../kube/kubeconfig.ts';
import { watchedLease } from '../lease/deadline.ts';
import { isLeaseOf, readLease } from '../lease/lease.ts';
import { recordedStatePod } from '../lease/state-pod.ts';
import { serviceAddress, tunnelAddress } from '../plan/connection-mode.ts';
import type { Runtime } from '../runtime.ts';
import { vclusterKubeconfig, waitForServing } from '../startup/ready.ts';

export interface ConnectOptions {
  /** Name of the context in the kubeconfig. */
  context: string;
  /** How long the tunnel holds a client connection while it reconnects to the host, in milliseconds. */
  hold: number;
  /** Time limit for the cluster to answer, in milliseconds. */
  timeout: number;
}

/** A connection to a cluster that another process created. */
export interface ConnectedCluster {
  /** Path of its kubeconfig, mode 0600. */
  kubeconfig: string;
  context: string;
  server: string;
  /** The process that carries the tunnel. Undefined inside the host, where no tunnel is needed. */
  keeper: Keeper | undefined;
}

/**
 * Connects to an existing cluster and does not change its lifetime. The tunnel ends with the cluster; the end of the tunnel
 * does not affect the cluster.
 *
 * @throws ClusterError if the cluster is gone, or does not answer in time.
 */
export async function connectCluster(
  runtime: Runtime,
  ref: ClusterRef,
  { context, hold, timeout }: ConnectOptions,
): Promise<ConnectedCluster> {
  const { name, namespace } = ref;
  const kube = kubeOf(runtime.hostCluster);
  const lease = await readLease(kube, namespace);
  if (!lease || !isLeaseOf(ref, lease)) {
    throw new ClusterError(`${name} in namespace ${namespace} has no lease: the cluster is gone.`);
  }
  const disruption = await findDisruption(kube, ref);
  if (disruption?.stateLost)
    throw new ClusterError(disruption.detail, { hint: 'Create another one.' });
  const over = new AbortController();
  const timeLimit = AbortSignal.any([runtime.signal, AbortSignal.timeout(timeout)]);
  const signal = AbortSignal.any([timeLimit, over.signal]);
  const onePod = recordedStatePod(lease.annotations) !== undefined;
  const keeper = await startTunnel(runtime, ref, lease.uid, { hold, onePod });
  try {
    const server = keeper ? tunnelAddress(keeper.port) : serviceAddress(ref);
    const text = rewriteKubeconfig(await vclusterKubeconfig(runtime, ref, signal), {
      server,
      context,
    });
    const virtual = new KubeConfig();
    virtual.loadFromString(text);
    for (const secret of kubeconfigSecrets(virtual)) runtime.log.mask(secret);
    const failure = keeper ? [tunnelFailure(runtime, name, signal)] : [];
    await Promise.race([waitForServing(runtime, virtual, signal), ...failure]);
    const kubeconfig = join(runtime.workDir, `${name}.kubeconfig`);
    await writeKubeconfig(kubeconfig, text);
    return { kubeconfig, context, server, keeper };
  } catch (error) {
    keeper?.stop();
    if (runtime.signal.aborted || !timeLimit.aborted) throw error;
    throw new ClusterError(`${name} in namespace ${namespace} does not answer.`, {
      hint: 'If it is still being created, try again in a few seconds.',
      cause: error,
    });
  } finally {
    over.abort();
  }
}

async function startTunnel(
  runtime: Runtime,
  ref: ClusterRef,
  uid: string,
  tunnel: KeeperConfig['tunnel'],
): Promise<Keeper | undefined> {
  const { keeper: program } = runtime;
  if (runtime.insideHost || !program || program === 'sidecar') return undefined;
  const lease = watchedLease(uid, runtime.clock);
  return startKeeper(runtime, program, { ref, lease, renews: false, tunnel });
}
