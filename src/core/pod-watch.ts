import type { CoreV1Event, V1Pod } from '@kubernetes/client-node';
import { ClusterError } from './errors.ts';
import type { Host } from './host.ts';
import { kubeOf } from './kube.ts';
import { controlPlaneSelector } from './labels.ts';
import { describeProgress } from './progress.ts';
import type { ClusterRef } from './ref.ts';
import { watchUntil } from './watch.ts';

/** How long something that waiting is unlikely to mend may last: a registry or a node may still come back. */
const PATIENCE = 60_000;

/** Follows the pod of a control plane and says what it waits for whenever that changes. */
export class PodWatch {
  readonly #host: Host;
  readonly #ref: ClusterRef;
  readonly #signal: AbortSignal;
  #events: CoreV1Event[] = [];
  #pod: V1Pod | undefined;
  #said = '';
  #stuckSince: number | undefined;

  constructor(host: Host, ref: ClusterRef, signal: AbortSignal) {
    this.#host = host;
    this.#ref = ref;
    this.#signal = signal;
    this.#followEvents();
  }

  /** What the cluster waits for now. */
  get waitingFor(): string {
    return describeProgress(this.#pod, this.#events).text;
  }

  /** The pod, once `condition` holds for it. */
  until(condition: (pod: V1Pod) => boolean): Promise<V1Pod> {
    const { kubeConfig, clock } = this.#host;
    const { name, namespace } = this.#ref;
    const query = { labelSelector: controlPlaneSelector(name) };
    return watchUntil<V1Pod, V1Pod>(
      {
        kubeConfig,
        path: `/api/v1/namespaces/${namespace}/pods`,
        query,
        list: () => kubeOf(kubeConfig).core.listNamespacedPod({ namespace, ...query }),
      },
      (pods) => {
        this.#pod = pods.find(({ metadata }) => !metadata?.deletionTimestamp);
        this.#report();
        return this.#pod && condition(this.#pod) ? this.#pod : undefined;
      },
      clock,
      this.#signal,
    );
  }

  /** Events only explain; without the right to read them the rest goes on. */
  #followEvents(): void {
    const { kubeConfig, clock } = this.#host;
    const { namespace } = this.#ref;
    watchUntil<CoreV1Event, never>(
      {
        kubeConfig,
        path: `/api/v1/namespaces/${namespace}/events`,
        list: () => kubeOf(kubeConfig).core.listNamespacedEvent({ namespace }),
      },
      (events) => {
        this.#events = events;
        return undefined;
      },
      clock,
      this.#signal,
    ).catch((error: Error) => this.#host.log.debug(`events are not followed: ${error.message}`));
  }

  #report(): void {
    const { text, cure } = describeProgress(this.#pod, this.#events);
    if (text !== this.#said) this.#host.log.info(`waiting: ${text}`);
    this.#said = text;
    this.#stuckSince = cure ? (this.#stuckSince ?? this.#host.clock.now()) : undefined;
    if (this.#stuckSince !== undefined && this.#host.clock.now() - this.#stuckSince > PATIENCE) {
      throw new ClusterError(`Virtual cluster ${this.#ref.name}: ${text}`, { hint: cure });
    }
  }
}

export const isStarted = ({ status }: V1Pod): boolean =>
  status?.containerStatuses?.[0]?.state?.running !== undefined;

export const isReady = ({ status }: V1Pod): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
