import { readFileSync } from 'node:fs';
import { isAlive } from '../core/keeper/stop.ts';
import type { Clock } from '../core/runtime.ts';

const CHECK = 1_000;

/** Resolves when the process `pid` has exited; never if `pid` is undefined. */
export async function endOfProcess(pid: number | undefined, clock: Clock): Promise<void> {
  if (pid === undefined) return new Promise(() => {});
  const started = startTime(pid);
  while (isAlive(pid) && startTime(pid) === started) await clock.sleep(CHECK);
}

/** Returns when a process started, in clock ticks, which reveals that a process id was reused. Linux only. */
function startTime(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
}
