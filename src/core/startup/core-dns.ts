import type { KubeConfig, V1Deployment } from '@kubernetes/client-node';
import { kubeOf } from '../kube/clients.ts';
import { watchUntil } from '../kube/watch.ts';
import type { Runtime } from '../runtime.ts';
import { currentPod } from './observed.ts';
import { PodWatch } from './pod-watch.ts';
import { describeProgress } from './progress.ts';
import { coreDnsOf } from './subject.ts';

/** Waits for the CoreDNS of a new cluster, and says what it is about. */
export class CoreDnsWait {
  readonly #runtime: Runtime;
  readonly #virtual: KubeConfig;
  readonly #over = new AbortController();
  readonly #signal: AbortSignal;
  readonly #pod: PodWatch;

  /** `cluster` is the name of the cluster, `virtual` its kubeconfig. */
  constructor(runtime: Runtime, virtual: KubeConfig, cluster: string, signal: AbortSignal) {
    this.#runtime = runtime;
    this.#virtual = virtual;
    this.#signal = AbortSignal.any([signal, this.#over.signal]);
    this.#pod = new PodWatch(runtime, coreDnsOf(virtual, cluster), this.#signal);
  }

  get waitingFor(): string {
    return this.#pod.waitingFor;
  }

  /**
   * Returns when CoreDNS is available.
   *
   * @throws ClusterError with cause and hint if a failure of its pod outlasts the grace period of its cause.
   */
  async untilAvailable(): Promise<void> {
    try {
      await Promise.race([this.#available(), this.#pod.until(() => false)]);
    } finally {
      this.#over.abort();
    }
  }

  #available(): Promise<true> {
    const { namespace, workload, kubeConfig } = coreDnsOf(this.#virtual, '');
    const query = { fieldSelector: `metadata.name=${workload}` };
    return watchUntil<V1Deployment, true>(
      {
        kubeConfig,
        path: `/apis/apps/v1/namespaces/${namespace}/deployments`,
        query,
        list: () => kubeOf(kubeConfig).apps.listNamespacedDeployment({ namespace, ...query }),
      },
      ([deployment]) => (deployment?.status?.availableReplicas ?? 0) > 0 || undefined,
      this.#runtime.clock,
      this.#signal,
    );
  }
}

/** Returns the failure of CoreDNS's pod, if there is one. */
export async function failureOfCoreDns(virtual: KubeConfig): Promise<string | undefined> {
  const { namespace, labelSelector, program = '' } = coreDnsOf(virtual, '');
  const { core } = kubeOf(virtual);
  const [pods, events] = await Promise.all([
    core.listNamespacedPod({ namespace, labelSelector }),
    core.listNamespacedEvent({ namespace }),
  ]);
  const observed = { program, pod: currentPod(pods.items), events: events.items };
  const { text, cause } = describeProgress(observed);
  return cause && `${text} ${cause.hint}`;
}
