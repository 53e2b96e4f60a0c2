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
/** The unit of the times in /proc/PID/stat. Linux has always reported times to programs in this unit. */
const TICKS_PER_SECOND = 100;

/** Measures the memory and processor time of a process that gets no requests. */
export async function measureIdle(pid: number): Promise<Idle> {
  const before = ticksOf(pid);
  await delay(SECONDS * 1_000);
  const processor = ((ticksOf(pid) - before) / TICKS_PER_SECOND / SECONDS) * 100;
  return { memory: memoryOf(pid), processor };
}

/** Returns the processor time so far, in ticks: user time plus system time. */
function ticksOf(pid: number): number {
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return Number(afterName[11]) + Number(afterName[12]);
}
