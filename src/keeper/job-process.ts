import { isAlive } from '../core/keeper/stop.ts';
import type { Clock } from '../core/runtime.ts';
import { processStart } from '../machine/process-start.ts';

const CHECK = 1_000;

/** Resolves when the process `pid` has exited; never if `pid` is undefined. */
export async function endOfProcess(pid: number | undefined, clock: Clock): Promise<void> {
  if (pid === undefined) return new Promise(() => {});
  const started = processStart(pid);
  while (isAlive(pid) && processStart(pid) === started) await clock.sleep(CHECK);
}
