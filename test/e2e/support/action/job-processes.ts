import { readdirSync, readFileSync } from 'node:fs';

/** The real runner sets this variable in all processes of a job, to find those that detached themselves. */
export const TRACKING_ID = 'RUNNER_TRACKING_ID';

/** Ids of all running processes with this tracking id in their environment. */
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

/** Kills all processes of the job with SIGKILL, like a machine that loses power. */
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
