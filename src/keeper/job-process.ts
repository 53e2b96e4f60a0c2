import { readFileSync } from 'node:fs';
import type { Clock } from '../core/runtime.ts';

const CHECK = 1_000;

/** Ends when the process `pid` is gone; never where there is none to look at. */
export async function endOfProcess(pid: number | undefined, clock: Clock): Promise<void> {
  if (pid === undefined) return new Promise(() => {});
  const birth = startTime(pid);
  while (isAlive(pid) && startTime(pid) === birth) await clock.sleep(CHECK);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began, in clock ticks; tells a process id that was given again. Linux only. */
function startTime(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
}
