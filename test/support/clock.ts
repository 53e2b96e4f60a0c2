import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/core/runtime.ts';

/** A clock that only `sleep` advances; sleeping takes no real time. */
export class SteppedClock implements Clock {
  #now = 0;
  #offset = 0;

  now = (): number => this.#now + this.#offset;

  monotonic = (): number => this.#now;

  /** Sets the wall clock forward, or back if negative. */
  set(milliseconds: number): void {
    this.#offset += milliseconds;
  }

  sleep = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    await nextTurn();
    signal?.throwIfAborted();
    this.#now += milliseconds;
  };
}
