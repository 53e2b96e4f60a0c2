import { Backoff } from '../backoff.ts';
import type { Clock } from '../runtime.ts';
import { isRefusal } from './refusal.ts';

/** Pauses between two trials, in milliseconds. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1_000;
/** After a refusal of the host, which seldom passes. */
const LONGEST_PAUSE_REFUSED = 10_000;
/** How long other connections wait for one trial, in milliseconds. A client can make a trial last as long as it likes. */
const LONGEST_TRIAL = 2_000;

/** An attempt that ended without showing whether the path works, for example because the client disconnected. */
export class Undecided extends Error {
  override name = 'Undecided';
}

export interface RecoveryOptions {
  clock: Clock;
  /** The longest pause between two trials, in milliseconds. Default: one second. */
  longestPause?: number | undefined;
  /** Returns a number from 0 to 1, as `Math.random` does. */
  random?: () => number;
}

/**
 * Lets many connections wait for a broken path while only one of them retries. After a failure, runs one trial at a time
 * with growing pauses. All connections continue as soon as one trial succeeds, or if a trial takes too long.
 */
export class Recovery {
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  readonly #refusedBackoff: Backoff;
  /** Resolves to false when the trial is over. */
  #trial: Promise<boolean> | undefined;
  /** The pause before the next trial, in milliseconds. 0 while the path works. */
  #pause = 0;
  #failures = 0;

  constructor({ clock, longestPause = LONGEST_PAUSE, random = Math.random }: RecoveryOptions) {
    this.#clock = clock;
    this.#backoff = new Backoff({ first: FIRST_PAUSE, longest: longestPause, random });
    this.#refusedBackoff = new Backoff({
      first: FIRST_PAUSE,
      longest: LONGEST_PAUSE_REFUSED,
      random,
    });
  }

  /**
   * Returns the result of `work`. Runs it immediately if the path works, otherwise as the next trial, or after the trial
   * of another connection.
   */
  async attempt<T>(work: () => Promise<T | Error>): Promise<T | Error> {
    if (this.#pause === 0) return this.#judge(work);
    const trial = this.#trial;
    if (!trial) return this.#try(work);
    const late = this.#clock.sleep(this.#pause + LONGEST_TRIAL).then(() => true);
    if (await Promise.race([trial, late])) {
      // It shows nothing, so all that wait for it go on, and the next attempt is a new trial.
      if (this.#trial === trial) this.#trial = undefined;
    } else if (this.#pause > 0) return new Error('the connection is still interrupted');
    return this.#judge(work);
  }

  async #try<T>(work: () => Promise<T | Error>): Promise<T | Error> {
    const result = this.#clock.sleep(this.#pause).then(() => this.#judge(work));
    const trial = result.then(
      () => false,
      () => false,
    );
    this.#trial = trial;
    try {
      return await result;
    } finally {
      if (this.#trial === trial) this.#trial = undefined;
    }
  }

  async #judge<T>(work: () => Promise<T | Error>): Promise<T | Error> {
    const failures = this.#failures;
    const result = await work();
    if (!(result instanceof Error)) this.#recovered();
    // Attempts that ran at the same time fail for one reason, so they count once.
    else if (!(result instanceof Undecided) && failures === this.#failures) this.#fail(result);
    return result;
  }

  #recovered(): void {
    this.#backoff.reset();
    this.#refusedBackoff.reset();
    this.#pause = 0;
  }

  #fail(error: Error): void {
    this.#failures += 1;
    this.#pause = (isRefusal(error) ? this.#refusedBackoff : this.#backoff).next();
  }
}
