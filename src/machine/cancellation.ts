import { constants } from 'node:os';

/**
 * Maximum time between the first signal and the exit, in milliseconds. A runner kills the process 10 s after its first
 * signal; the clean-up needs the rest of that time.
 */
const TIME_LIMIT = 4_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof SIGNALS)[number];

/**
 * Aborts `signal` when the process receives a termination signal, until this object is disposed. A runner sends SIGINT,
 * then SIGTERM. A terminal that is closed sends SIGHUP.
 */
export class Cancellation implements Disposable {
  readonly #controller = new AbortController();
  readonly signal = this.#controller.signal;
  /** The first signal that was received. */
  received: Signal | undefined;
  #last: NodeJS.Timeout | undefined;

  constructor() {
    for (const name of SIGNALS) process.on(name, this.#cancel);
  }

  readonly #cancel = (signal: Signal) => {
    this.received ??= signal;
    this.#controller.abort(
      new Error('The job was cancelled; everything that it created is deleted.'),
    );
    this.#last ??= setTimeout(
      () => process.exit(128 + constants.signals[signal]),
      TIME_LIMIT,
    ).unref();
  };

  [Symbol.dispose](): void {
    clearTimeout(this.#last);
    for (const name of SIGNALS) process.off(name, this.#cancel);
  }
}
