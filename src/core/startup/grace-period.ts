import type { Cause } from '../causes/causes.ts';
import { ClusterError } from '../errors.ts';
import type { Clock } from '../runtime.ts';
import type { Progress } from './progress.ts';

/** In milliseconds. The third retry comes just after the kubelet's first image pull back-off, which is 10 s. */
const RETRY_EVERY = 3_500;

interface Failure {
  since: number;
  cause: Cause;
  over: AbortController;
}

/** Tolerates a failure during the grace period of its cause, and ends the wait after it. */
export class GracePeriod {
  readonly #name: string;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #retry: () => void;
  readonly #end = Promise.withResolvers<never>();
  #failure: Failure | undefined;
  #progress: Progress | undefined;

  /** `name` is the name of the cluster. `signal` aborts all waits for it. `retry` makes the host cluster retry. */
  constructor(name: string, clock: Clock, signal: AbortSignal, retry: () => void) {
    this.#name = name;
    this.#clock = clock;
    this.#signal = signal;
    this.#retry = retry;
    // It may reject while no caller waits for it.
    this.#end.promise.catch(() => {});
  }

  /** Rejects with a `ClusterError` when a failure has outlasted its grace period. */
  get end(): Promise<never> {
    return this.#end.promise;
  }

  /** Records the progress. If an ongoing failure changes its cause, its time still counts from its beginning. */
  note(progress: Progress): void {
    this.#progress = progress;
    const { cause } = progress;
    if (cause === this.#failure?.cause) return;
    this.#failure?.over.abort();
    const since = this.#failure?.since ?? this.#clock.monotonic();
    this.#failure = cause && { since, cause, over: new AbortController() };
    if (this.#failure) this.#expire(this.#failure).catch(() => {});
  }

  /** Rejects with an abort error if the failure passes first. */
  async #expire({ since, cause, over }: Failure): Promise<void> {
    const signal = AbortSignal.any([this.#signal, over.signal]);
    const end = since + cause.gracePeriod;
    while (cause.retry && end - this.#clock.monotonic() > RETRY_EVERY) {
      await this.#clock.sleep(RETRY_EVERY, signal);
      this.#retry();
    }
    if (end === Number.POSITIVE_INFINITY) return;
    await this.#clock.sleep(Math.max(0, end - this.#clock.monotonic()), signal);
    this.#end.reject(
      new ClusterError(`Virtual cluster ${this.#name}: ${this.#progress?.text}`, {
        hint: cause.hint,
      }),
    );
  }
}
