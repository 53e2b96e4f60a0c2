import { ApiException } from '@kubernetes/client-node';
import { refusal } from '../causes/host-refusal.ts';
import { formatSeconds } from '../duration.ts';
import { ClusterError } from '../errors.ts';

/** The inputs that limit a part of the creation. */
export type LimitInput = 'timeout' | 'queue-timeout';

/** Ends all waiting for one cluster: the job was cancelled, the time limit was reached, or the creation is over. */
export class TimeLimit implements Disposable {
  readonly signal: AbortSignal;
  readonly #cancelled: AbortSignal;
  readonly #done = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #reached: { input: LimitInput; milliseconds: number } | undefined;
  #reason: ClusterError | undefined;

  constructor(cancelled: AbortSignal, milliseconds: number, input: LimitInput = 'timeout') {
    this.#cancelled = cancelled;
    this.signal = AbortSignal.any([cancelled, this.#done.signal]);
    this.restart(milliseconds, input);
  }

  /** Counts `milliseconds` from now, instead of the limit before. `input` is the one to raise. */
  restart(milliseconds: number, input: LimitInput = 'timeout'): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#reached = { input, milliseconds };
      this.#done.abort(new DOMException('The time limit was reached', 'TimeoutError'));
    }, milliseconds).unref();
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
    if (!this.#reached || error instanceof ClusterError) return error;
    const { input, milliseconds } = this.#reached;
    const time = formatSeconds(milliseconds);
    return new ClusterError(
      `${name} was not usable within ${time}; it was still waiting: ${waitingFor}.`,
      { hint: `Fix the cause, or raise \`${input}\`.`, cause: error },
    );
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#done.abort(new Error('the creation is over'));
  }
}
