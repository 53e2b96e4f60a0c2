import { ApiException } from '@kubernetes/client-node';
import { refusal } from '../causes/host-refusal.ts';
import { formatSeconds } from '../duration.ts';
import { ClusterError } from '../errors.ts';

/** The end of all waiting for one cluster: the job is cancelled, its time is up, or nobody waits any more. */
export class TimeLimit implements Disposable {
  readonly signal: AbortSignal;
  readonly #cancelled: AbortSignal;
  readonly #timeout: AbortSignal;
  readonly #done = new AbortController();
  readonly #milliseconds: number;
  #reason: ClusterError | undefined;

  constructor(cancelled: AbortSignal, milliseconds: number) {
    this.#cancelled = cancelled;
    this.#milliseconds = milliseconds;
    this.#timeout = AbortSignal.timeout(milliseconds);
    this.signal = AbortSignal.any([cancelled, this.#timeout, this.#done.signal]);
  }

  /** Ends all waiting with `reason`, which then explains it. */
  giveUp(reason: ClusterError): void {
    this.#reason ??= reason;
    this.#done.abort(reason);
  }

  /**
   * `error` in words: what ended the waiting, where it is only the echo of that, or what the host refuses, where it is
   * the bare answer of its API.
   */
  explain(error: unknown, name: string, waitingFor: string): unknown {
    if (this.#cancelled.aborted) {
      return new ClusterError(`Making ${name} was cancelled while waiting: ${waitingFor}.`, {
        cause: error,
      });
    }
    if (this.#reason) return this.#reason;
    if (error instanceof ApiException) return refusal(`Virtual cluster ${name}`, error);
    if (!this.#timeout.aborted || error instanceof ClusterError) return error;
    const time = formatSeconds(this.#milliseconds);
    return new ClusterError(
      `${name} was not usable within ${time}; it was still waiting: ${waitingFor}.`,
      { hint: 'Mend that, or give it more time by `timeout`.', cause: error },
    );
  }

  [Symbol.dispose](): void {
    this.#done.abort(new Error('nobody waits any more'));
  }
}
