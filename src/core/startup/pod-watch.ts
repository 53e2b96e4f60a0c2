import type { V1Pod } from '@kubernetes/client-node';
import { formatSeconds } from '../duration.ts';
import { apiMessage, kubeOf } from '../kube/clients.ts';
import type { Runtime } from '../runtime.ts';
import { GracePeriod } from './grace-period.ts';
import { isScheduled, ownStatus } from './observed.ts';
import { Observer } from './observer.ts';
import { describeProgress } from './progress.ts';
import type { PodSubject } from './subject.ts';

/** In milliseconds. A pod that has no node by then is late, and its Deployment or StatefulSet is read, too. */
const CONTROLLER_CHECK_DELAY = 500;
/** How often the log repeats the state of a wait, in milliseconds. */
const REPEAT_EVERY = 30_000;
/** An annotation whose only purpose is to change the pod. `~1` is a slash in a JSON patch. */
const RETRIED_AT = 'ephemeral-vcluster~1retried-at';

/** Waits for a pod, logs each new state, and ends the wait when a failure lasts too long. */
export class PodWatch {
  readonly #runtime: Runtime;
  readonly #subject: PodSubject;
  readonly #signal: AbortSignal;
  readonly #observer: Observer;
  readonly #gracePeriod: GracePeriod;
  #logged = '';
  #waiting = false;

  constructor(runtime: Runtime, subject: PodSubject, signal: AbortSignal) {
    const { clock } = runtime;
    this.#runtime = runtime;
    this.#subject = subject;
    this.#signal = signal;
    this.#gracePeriod = new GracePeriod(subject.cluster, clock, signal, () => void this.#retry());
    this.#observer = new Observer(runtime, subject, signal, () => this.#report());
    this.#observer.followEvents();
  }

  /** What the wait for the cluster is about now. */
  get waitingFor(): string {
    return describeProgress(this.#observer.observed).text;
  }

  /**
   * Returns the pod as soon as `condition` is true for it.
   *
   * @throws ClusterError with cause and hint if a failure outlasts the grace period of its cause.
   */
  until(condition: (pod: V1Pod) => boolean): Promise<V1Pod> {
    if (!this.#waiting) this.#beginWaiting();
    return Promise.race([this.#observer.untilPod(condition), this.#gracePeriod.end]);
  }

  #beginWaiting(): void {
    this.#waiting = true;
    // Both end with the wait, by an abort error that `until` reports, too.
    this.#checkController().catch(() => {});
    this.#repeatState().catch(() => {});
  }

  /** Before a pod has a node, the cause of a failure may show only in other objects. */
  async #checkController(): Promise<void> {
    await this.#runtime.clock.sleep(CONTROLLER_CHECK_DELAY, this.#signal);
    const { pod } = this.#observer.observed;
    if (!pod || !isScheduled(pod)) this.#observer.followWorkload();
  }

  async #repeatState(): Promise<void> {
    const { clock, log } = this.#runtime;
    for (const start = clock.monotonic(); ; ) {
      await clock.sleep(REPEAT_EVERY, this.#signal);
      log.info(
        `still waiting after ${formatSeconds(clock.monotonic() - start)}: ${this.waitingFor}`,
      );
    }
  }

  #report(): void {
    if (!this.#waiting) return;
    const progress = describeProgress(this.#observer.observed);
    if (progress.text !== this.#logged) this.#runtime.log.info(`waiting: ${progress.text}`);
    this.#logged = progress.text;
    this.#gracePeriod.note(progress);
  }

  /** Changes the pod, since the kubelet processes a changed pod at once. */
  async #retry(): Promise<void> {
    const { clock, log } = this.#runtime;
    const { kubeConfig, namespace } = this.#subject;
    const name = this.#observer.observed.pod?.metadata?.name ?? '';
    const path = `/metadata/annotations/${RETRIED_AT}`;
    const body = [{ op: 'add', path, value: new Date(clock.now()).toISOString() }];
    await kubeOf(kubeConfig)
      .core.patchNamespacedPod({ name, namespace, body })
      .catch((error) =>
        log.debug(`could not annotate pod ${name} to make the kubelet retry: ${apiMessage(error)}`),
      );
  }
}

export const isStarted = (pod: V1Pod): boolean => ownStatus(pod)?.state?.running !== undefined;

export const isReady = ({ status }: V1Pod): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
