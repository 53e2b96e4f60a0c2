import type { Cause } from '../causes/causes.ts';
import { ClusterError } from '../errors.ts';
import type { Clock } from '../runtime.ts';
import type { Progress } from './progress.ts';

/** In milliseconds. The third time is just after the first back-off of the kubelet from an image, which is 10 s. */
const RETRY_EVERY = 3_500;

interface Bout {
  since: number;
  cause: Cause;
  over: AbortController;
}

/** Bears with what is wrong for as long as its cause may last, and no longer. */
export class GracePeriod {
  readonly #name: string;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #retry: () => void;
  readonly #end = Promise.withResolvers<never>();
  #bout: Bout | undefined;
  #progress: Progress | undefined;

  /** `name` is the cluster's; `signal` is the end of all waiting for it; `retry` has the host try again. */
  constructor(name: string, clock: Clock, signal: AbortSignal, retry: () => void) {
    this.#name = name;
    this.#clock = clock;
    this.#signal = signal;
    this.#retry = retry;
    // It may end while nobody waits.
    this.#end.promise.catch(() => {});
  }

  /** Rejects with a `ClusterError` when something has been wrong for too long. */
  get end(): Promise<never> {
    return this.#end.promise;
  }

  /** Takes note of how things stand. Another cause of a trouble that never ceased counts from its beginning. */
  note(progress: Progress): void {
    this.#progress = progress;
    const { cause } = progress;
    if (cause === this.#bout?.cause) return;
    this.#bout?.over.abort();
    const since = this.#bout?.since ?? this.#clock.now();
    this.#bout = cause && { since, cause, over: new AbortController() };
    if (this.#bout) this.#bear(this.#bout).catch(() => {});
  }

  /** Ends with an error of its own when the trouble is over before. */
  async #bear({ since, cause, over }: Bout): Promise<void> {
    const signal = AbortSignal.any([this.#signal, over.signal]);
    const end = since + cause.gracePeriod;
    while (cause.retry && end - this.#clock.now() > RETRY_EVERY) {
      await this.#clock.sleep(RETRY_EVERY, signal);
      this.#retry();
    }
    if (end === Number.POSITIVE_INFINITY) return;
    await this.#clock.sleep(Math.max(0, end - this.#clock.now()), signal);
    this.#end.reject(
      new ClusterError(`Virtual cluster ${this.#name}: ${this.#progress?.text}`, {
        hint: cause.hint,
      }),
    );
  }
}
