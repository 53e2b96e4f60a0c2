export interface BackoffOptions {
  /** The first and the longest pause, in milliseconds. Each pause is twice as long as the one before. */
  first: number;
  longest: number;
  /** The longest time for which a `Retry-After` is honoured, in milliseconds. */
  longestRetryAfter?: number;
  /** Returns a number from 0 to 1, as `Math.random` does. */
  random?: () => number;
}

/**
 * The pauses between the attempts of one caller: exponential, and shortened at random by up to half. Without that, all
 * jobs that an outage interrupted would return at the same moment, and keep the host cluster from recovering.
 */
export class Backoff {
  readonly #options: Required<BackoffOptions>;
  #pause: number;

  constructor(options: BackoffOptions) {
    this.#options = { longestRetryAfter: 60_000, random: Math.random, ...options };
    this.#pause = this.#first;
  }

  get #first(): number {
    return Math.min(this.#options.first, this.#options.longest);
  }

  /** Returns the pause before the next attempt. It begins after `retryAfter`, the pause that the host asked for. */
  next(retryAfter = 0): number {
    const { longest, longestRetryAfter, random } = this.#options;
    const pause = this.#pause * (1 - random() / 2);
    this.#pause = Math.min(2 * this.#pause, longest);
    return Math.min(retryAfter, longestRetryAfter) + pause;
  }

  /** Starts again with the first pause, after a success. */
  reset(): void {
    this.#pause = this.#first;
  }
}

/** Returns the milliseconds of a `Retry-After` header, which has seconds or a date; 0 if it has neither. */
export function parseRetryAfter(header: string | undefined, now: number): number {
  if (!header) return 0;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Math.max(0, milliseconds || 0);
}
