import { uptime } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from './runtime.ts';

/** The system clock. */
export const systemClock: Clock = {
  now: Date.now,
  // `performance.now` would stand still while a laptop sleeps, and each process counts it from its own start.
  monotonic: () => uptime() * 1_000,
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
};
