import { setTimeout as sleep } from 'node:timers/promises';

const POLL = 250;

/** Waits until `look` sees what `isFine`; gives what it saw last, fine or not, for an assertion to judge. */
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
