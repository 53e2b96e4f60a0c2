import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/core/runtime.ts';

/** A clock on which time passes only by sleeping, and sleeping takes no time. */
export class SteppedClock implements Clock {
  #now = 0;

  now = (): number => this.#now;

  sleep = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    await nextTurn();
    signal?.throwIfAborted();
    this.#now += milliseconds;
  };
}
