import type { V1Pod } from '@kubernetes/client-node';
import type { ClusterRef } from '../cluster/ref.ts';
import { formatSeconds } from '../duration.ts';
import { apiMessage, kubeOf } from '../kube/clients.ts';
import type { Runtime } from '../runtime.ts';
import { GracePeriod } from './grace-period.ts';
import { isScheduled } from './observed.ts';
import { Observer } from './observer.ts';
import { describeProgress } from './progress.ts';

/** A pod has a node by then, in milliseconds; if not, what makes it is looked at too. */
const LOOK_FURTHER = 500;
/** How often a wait is told again that goes on without change, in milliseconds. */
const TELL_AGAIN = 30_000;
/** An annotation that is there only to change; `~1` is a slash in a JSON patch. */
const RETRIED_AT = 'ephemeral-vcluster~1retried-at';

/** Waits for the pod of a control plane, says what for whenever that changes, and knows when to give up. */
export class PodWatch {
  readonly #host: Runtime;
  readonly #ref: ClusterRef;
  readonly #signal: AbortSignal;
  readonly #observer: Observer;
  readonly #gracePeriod: GracePeriod;
  #said = '';
  #waits = false;

  constructor(runtime: Runtime, ref: ClusterRef, signal: AbortSignal) {
    this.#host = runtime;
    this.#ref = ref;
    this.#signal = signal;
    this.#gracePeriod = new GracePeriod(
      ref.name,
      runtime.clock,
      signal,
      () => void this.#tryAgain(),
    );
    this.#observer = new Observer(runtime, ref, signal, () => this.#report());
    this.#observer.followEvents();
  }

  /** What the cluster waits for now. */
  get waitingFor(): string {
    return describeProgress(this.#observer.observed).text;
  }

  /**
   * The pod, once `condition` holds for it.
   *
   * @throws ClusterError with cause and hint where something has been wrong for longer than its cause may last.
   */
  until(condition: (pod: V1Pod) => boolean): Promise<V1Pod> {
    if (!this.#waits) this.#beginWaiting();
    return Promise.race([this.#observer.untilPod(condition), this.#gracePeriod.end]);
  }

  #beginWaiting(): void {
    this.#waits = true;
    // Both end with the waiting, by an error that `until` has too.
    this.#lookFurther().catch(() => {});
    this.#tellAgain().catch(() => {});
  }

  /** What is wrong before a pod has a node may show at other objects alone. */
  async #lookFurther(): Promise<void> {
    await this.#host.clock.sleep(LOOK_FURTHER, this.#signal);
    const { pod } = this.#observer.observed;
    if (!pod || !isScheduled(pod)) this.#observer.followWorkload();
  }

  async #tellAgain(): Promise<void> {
    const { clock, log } = this.#host;
    for (const start = clock.now(); ; ) {
      await clock.sleep(TELL_AGAIN, this.#signal);
      log.info(`still waiting after ${formatSeconds(clock.now() - start)}: ${this.waitingFor}`);
    }
  }

  #report(): void {
    if (!this.#waits) return;
    const progress = describeProgress(this.#observer.observed);
    if (progress.text !== this.#said) this.#host.log.info(`waiting: ${progress.text}`);
    this.#said = progress.text;
    this.#gracePeriod.note(progress);
  }

  /** A pod that changes is looked at by its kubelet at once. */
  async #tryAgain(): Promise<void> {
    const { hostCluster, clock, log } = this.#host;
    const name = this.#observer.observed.pod?.metadata?.name ?? '';
    const path = `/metadata/annotations/${RETRIED_AT}`;
    const body = [{ op: 'add', path, value: new Date(clock.now()).toISOString() }];
    await kubeOf(hostCluster)
      .core.patchNamespacedPod({ name, namespace: this.#ref.namespace, body })
      .catch((error) => log.debug(`pod ${name} was not touched: ${apiMessage(error)}`));
  }
}

export const isStarted = ({ status }: V1Pod): boolean =>
  status?.containerStatuses?.[0]?.state?.running !== undefined;

export const isReady = ({ status }: V1Pod): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
