import type { Clock } from '../runtime.ts';

/** One phase of a creation and how long it took, in milliseconds. */
export interface Phase {
  name: string;
  milliseconds: number;
}

/** A stopwatch for consecutive phases. The clock of the machine can be set during a phase. */
export class Phases {
  /** In the order in which the phases ended. */
  readonly done: Phase[] = [];
  readonly #clock: Clock;
  #last: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#last = clock.monotonic();
  }

  /** Ends the current phase and names it. */
  end(name: string): void {
    const now = this.#clock.monotonic();
    this.done.push({ name, milliseconds: now - this.#last });
    this.#last = now;
  }

  get total(): number {
    return this.done.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  }
}
