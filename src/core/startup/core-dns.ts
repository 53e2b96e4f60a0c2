import type { KubeConfig, V1Deployment } from '@kubernetes/client-node';
import { kubeOf } from '../kube/clients.ts';
import { watchUntil } from '../kube/watch.ts';
import type { Runtime } from '../runtime.ts';
import { currentPod } from './observed.ts';
import { PodWatch } from './pod-watch.ts';
import { describeProgress } from './progress.ts';
import { coreDnsOf, type PodSubject, programOf } from './subject.ts';

/** Waits for the CoreDNS of a new cluster, and says what it is about. */
export class CoreDnsWait {
  readonly #runtime: Runtime;
  readonly #subject: PodSubject;
  readonly #over = new AbortController();
  readonly #signal: AbortSignal;
  readonly #pod: PodWatch;

  /** `cluster` is the name of the cluster, `virtual` its kubeconfig. */
  constructor(runtime: Runtime, virtual: KubeConfig, cluster: string, signal: AbortSignal) {
    this.#runtime = runtime;
    this.#subject = coreDnsOf(virtual, cluster);
    this.#signal = AbortSignal.any([signal, this.#over.signal]);
    this.#pod = new PodWatch(runtime, this.#subject, this.#signal);
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
    const { namespace, workload, kubeConfig } = this.#subject;
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
export async function failureOfCoreDns(
  virtual: KubeConfig,
  cluster: string,
): Promise<string | undefined> {
  const subject = coreDnsOf(virtual, cluster);
  const { namespace, labelSelector } = subject;
  const { core } = kubeOf(virtual);
  const [pods, events] = await Promise.all([
    core.listNamespacedPod({ namespace, labelSelector }),
    core.listNamespacedEvent({ namespace }),
  ]);
  const observed = { ...programOf(subject), pod: currentPod(pods.items), events: events.items };
  const { text, cause } = describeProgress(observed);
  return cause && `${text} ${cause.hint}`;
}
