import { existsSync } from 'node:fs';
import type { Clock } from '../core/runtime.ts';

const CHECK = 500;

/** Resolves when the file exists by which another process asks the keeper to end. */
export async function stopRequest(file: string, clock: Clock): Promise<void> {
  while (!existsSync(file)) await clock.sleep(CHECK);
}
