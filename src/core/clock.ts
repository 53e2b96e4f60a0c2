import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from './runtime.ts';

/** The system clock. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
};
