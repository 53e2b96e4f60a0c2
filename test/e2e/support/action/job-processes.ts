import { readdirSync, readFileSync } from 'node:fs';

/** As the real runner marks all processes of a job, to find those that detached themselves. */
export const TRACKING_ID = 'RUNNER_TRACKING_ID';

/** The ids of all processes that live with this mark in their environment. */
export function jobProcesses(id: string): number[] {
  const mark = `${TRACKING_ID}=${id}\0`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(mark))
    .map(Number);
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

/** Kills them all as a machine that goes down does: none is asked, and none is left. */
export function killJobProcesses(id: string): void {
  for (let found = jobProcesses(id); found.length > 0; found = jobProcesses(id)) {
    for (const pid of found) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  }
}
