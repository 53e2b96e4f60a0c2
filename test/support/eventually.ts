import { setTimeout as sleep } from 'node:timers/promises';

const POLL = 250;

/**
 * Calls `look` every 250 ms until its result is fine or `seconds` have passed. Returns the last result in both cases, so
 * that the assertion of the test decides and reports it.
 */
export async function eventually<T>(
  look: () => Promise<T>,
  isFine: (seen: T) => boolean,
  seconds = 60,
): Promise<T> {
  const giveUp = Date.now() + seconds * 1_000;
  for (;;) {
    const seen = await look();
    if (isFine(seen) || Date.now() > giveUp) return seen;
    await sleep(POLL);
  }
}
