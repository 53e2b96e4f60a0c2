import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface Idle {
  /** Resident memory, in MiB. */
  megabytes: number;
  /** Of one core. */
  percent: number;
}

const SECONDS = 30;
/** Linux has told times in this unit to all programs for as long as /proc/PID/stat has been there. */
const TICKS_PER_SECOND = 100;

/** What a process takes while nobody asks anything of it. */
export async function measureIdle(pid: number): Promise<Idle> {
  const before = ticksOf(pid);
  await delay(SECONDS * 1_000);
  const percent = ((ticksOf(pid) - before) / TICKS_PER_SECOND / SECONDS) * 100;
  return { megabytes: memoryOf(pid), percent };
}

/** Resident memory of a process, in MiB. */
export function memoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
}

/** Processor time so far, its own and the kernel's for it. */
function ticksOf(pid: number): number {
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return Number(afterName[11]) + Number(afterName[12]);
}
