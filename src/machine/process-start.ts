import { readFileSync } from 'node:fs';

/** Returns when a process started, in clock ticks, which reveals that a process id was reused. Linux only. */
export function processStart(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
}
