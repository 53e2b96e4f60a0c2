import { ApiException } from '@kubernetes/client-node';
import { refusal } from '../causes/host-refusal.ts';
import { formatSeconds } from '../duration.ts';
import { ClusterError } from '../errors.ts';

/** Ends all waiting for one cluster: the job was cancelled, the time limit was reached, or the creation is over. */
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

  /** Ends all waiting with `reason`, which `explain` then returns. */
  giveUp(reason: ClusterError): void {
    this.#reason ??= reason;
    this.#done.abort(reason);
  }

  /**
   * Returns the error to report for `error`: the reason why the waiting ended if `error` is only a consequence of that,
   * or a readable refusal if it is a raw answer of the host's API.
   */
  explain(error: unknown, name: string, waitingFor: string): unknown {
    if (this.#cancelled.aborted) {
      return new ClusterError(
        `The creation of ${name} was cancelled while waiting: ${waitingFor}.`,
        { cause: error },
      );
    }
    if (this.#reason) return this.#reason;
    if (error instanceof ApiException) return refusal(`Virtual cluster ${name}`, error);
    if (!this.#timeout.aborted || error instanceof ClusterError) return error;
    const time = formatSeconds(this.#milliseconds);
    return new ClusterError(
      `${name} was not usable within ${time}; it was still waiting: ${waitingFor}.`,
      { hint: 'Fix the cause, or raise `timeout`.', cause: error },
    );
  }

  [Symbol.dispose](): void {
    this.#done.abort(new Error('the creation is over'));
  }
}
