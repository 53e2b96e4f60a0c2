import type { Clock } from '../runtime.ts';

/** How long one phase of creation took, in milliseconds, in the order in which they ended. */
export interface Phase {
  name: string;
  milliseconds: number;
}

/** A stopwatch for phases that follow one another. */
export class Phases {
  readonly done: Phase[] = [];
  readonly #clock: Clock;
  #last: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#last = clock.now();
  }

  /** Ends the current phase and names it. */
  end(name: string): void {
    const now = this.#clock.now();
    this.done.push({ name, milliseconds: now - this.#last });
    this.#last = now;
  }

  get total(): number {
    return this.done.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  }
}
