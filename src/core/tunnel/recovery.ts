import type { Clock } from '../runtime.ts';

/** In milliseconds. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1_000;
/** So long one trial may hold up the others: a client that says nothing gets no answer either. */
const LONGEST_TRIAL = 2_000;

export interface RecoveryOptions {
  clock: Clock;
  /** The longest pause between two trials, in milliseconds. Default a second. */
  longestPause?: number | undefined;
}

/**
 * Lets many wait for a way that is broken without all of them trying it: after a failure there is one trial at a time,
 * with growing pauses, and as soon as one succeeds all go on.
 */
export class Recovery {
  readonly #clock: Clock;
  readonly #longestPause: number;
  #trial: Promise<unknown> | undefined;
  /** Before the next trial; 0 while the way is fine. */
  #pause = 0;

  constructor({ clock, longestPause = LONGEST_PAUSE }: RecoveryOptions) {
    this.#clock = clock;
    this.#longestPause = longestPause;
  }

  /** What `work` gives: at once where the way is fine, else as the next trial or after that of another. */
  async attempt<T>(work: () => Promise<T | Error>): Promise<T | Error> {
    if (this.#trial) {
      await Promise.race([this.#trial, this.#clock.sleep(LONGEST_TRIAL)]);
      if (this.#pause > 0) return new Error('the way is still broken');
    }
    if (this.#pause === 0) return this.#judge(await work());
    const trial = this.#clock.sleep(this.#pause).then(work);
    this.#trial = trial;
    try {
      return this.#judge(await trial);
    } finally {
      if (this.#trial === trial) this.#trial = undefined;
    }
  }

  #judge<T>(result: T | Error): T | Error {
    const next = Math.min(Math.max(2 * this.#pause, FIRST_PAUSE), this.#longestPause);
    this.#pause = result instanceof Error ? next : 0;
    return result;
  }
}
