import { constants } from 'node:os';

/** The runner kills 10 s after it asked; before that we must be over, so that a clean-up has its time. */
const TIME_LIMIT = 4_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof SIGNALS)[number];

/**
 * Until it is disposed of, its signal aborts when we are asked to end: a runner sends SIGINT first, SIGTERM later,
 * a terminal that is closed SIGHUP.
 */
export class Cancellation implements Disposable {
  readonly #controller = new AbortController();
  readonly signal = this.#controller.signal;
  /** The first that came. */
  received: Signal | undefined;
  #last: NodeJS.Timeout | undefined;

  constructor() {
    for (const name of SIGNALS) process.on(name, this.#cancel);
  }

  readonly #cancel = (signal: Signal) => {
    this.received ??= signal;
    this.#controller.abort(new Error('The job was cancelled; what was made is deleted.'));
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
