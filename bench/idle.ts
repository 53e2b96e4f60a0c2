import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { memoryOf } from '../test/support/memory.ts';

export interface Idle {
  /** Resident memory, in MiB. */
  memory: number;
  /** Processor time, in percent of one core. */
  processor: number;
}

const SECONDS = 30;
/** Linux has told times in this unit to all programs for as long as /proc/PID/stat has been there. */
const TICKS_PER_SECOND = 100;

/** What a process takes while nobody asks anything of it. */
export async function measureIdle(pid: number): Promise<Idle> {
  const before = ticksOf(pid);
  await delay(SECONDS * 1_000);
  const processor = ((ticksOf(pid) - before) / TICKS_PER_SECOND / SECONDS) * 100;
  return { memory: memoryOf(pid), processor };
}

/** Processor time so far, its own and the kernel's for it. */
function ticksOf(pid: number): number {
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return Number(afterName[11]) + Number(afterName[12]);
}
