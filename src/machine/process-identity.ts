import { readFileSync } from 'node:fs';
import { isAlive } from '../core/keeper/stop.ts';

/** A process. Its id alone does not identify it, because ids are used again. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in clock ticks. Undefined except on Linux. */
  started: string | undefined;
}

export const identify = (pid: number): ProcessIdentity => ({ pid, started: startOf(pid) });

/** Whether this very process has not ended. */
export const isRunning = ({ pid, started }: ProcessIdentity): boolean =>
  isAlive(pid) && startOf(pid) === started;

function startOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
}
