import { Backoff } from '../backoff.ts';
import type { Clock } from '../runtime.ts';

/** Pauses between two trials, in milliseconds. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1_000;
/**
 * How long other connections wait for one trial, in milliseconds. A trial can take very long: a client that sends nothing
 * gets no response.
 */
const LONGEST_TRIAL = 2_000;

export interface RecoveryOptions {
  clock: Clock;
  /** The longest pause between two trials, in milliseconds. Default: one second. */
  longestPause?: number | undefined;
  /** Returns a number from 0 to 1, as `Math.random` does. */
  random?: () => number;
}

/**
 * Lets many connections wait for a broken path while only one of them retries. After a failure, runs one trial at a time
 * with growing pauses. All connections continue as soon as one trial succeeds.
 */
export class Recovery {
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  #trial: Promise<unknown> | undefined;
  /** The pause before the next trial, in milliseconds. 0 while the path works. */
  #pause = 0;

  constructor({ clock, longestPause = LONGEST_PAUSE, random = Math.random }: RecoveryOptions) {
    this.#clock = clock;
    this.#backoff = new Backoff({ first: FIRST_PAUSE, longest: longestPause, random });
  }

  /**
   * Returns the result of `work`. Runs it immediately if the path works, otherwise as the next trial, or after the trial
   * of another connection.
   */
  async attempt<T>(work: () => Promise<T | Error>): Promise<T | Error> {
    if (this.#trial) {
      await Promise.race([this.#trial, this.#clock.sleep(LONGEST_TRIAL)]);
      if (this.#pause > 0) return new Error('the connection is still interrupted');
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
    const failed = result instanceof Error;
    if (!failed) this.#backoff.reset();
    this.#pause = failed ? this.#backoff.next() : 0;
    return result;
  }
}
