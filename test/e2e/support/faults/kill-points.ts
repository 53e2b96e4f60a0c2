import { setTimeout as sleep } from 'node:timers/promises';
import { type Job, type JobOptions, startJob } from '../action/job.ts';
import { uniqueName } from '../host/host-view.ts';
import { mapConcurrently } from '../map-concurrently.ts';

/** What the log contains when each phase of a step begins. */
const PHASE_STARTS = [
  'has begun',
  '::group::Find the host cluster',
  '::group::Plan',
  '::group::Take the lease',
  '::group::Install the chart',
  '::group::Wait for the control plane',
  '::group::Connect',
  'step has ended',
];
/** Pauses after the start of a phase, in milliseconds. */
const DELAYS = [50, 800, 2_500];
const CONCURRENCY = 4;

/** A job that was disturbed at some point of the creation. */
export interface KillPoint<T> {
  name: string;
  namespace: string;
  /** The last group that the log had begun at that point. */
  phase: string;
  /** The result of `disturb`. */
  outcome: T;
}

/**
 * Starts 24 jobs, four in parallel, and disturbs each at another point: three points in each phase, which do not depend
 * on the speed of the machine.
 */
export function atKillPoints<T>(
  host: JobOptions['host'],
  inputs: Record<string, string>,
  disturb: (job: Job, name: string) => Promise<T>,
): Promise<KillPoint<T>[]> {
  const points = PHASE_STARTS.flatMap((start) => DELAYS.map((delay) => ({ start, delay })));
  return mapConcurrently(CONCURRENCY, points, async ({ start, delay }) => {
    const name = uniqueName('kill-point');
    using job = startJob({ host, name, inputs });
    await job.waitForLog(start, 60);
    await sleep(delay);
    const phase = phaseOf(job.log());
    return { name, namespace: `vcluster-${name}`, phase, outcome: await disturb(job, name) };
  });
}

function phaseOf(log: string): string {
  if (log.includes('step has ended')) return 'usable';
  return [...log.matchAll(/^::group::(.*)$/gm)].at(-1)?.[1]?.replace(/^Plan .*/, 'Plan') ?? 'start';
}

/** `Install the chart 3, usable 9`: how many jobs were disturbed in each phase. */
export const phaseCounts = (killPoints: readonly Pick<KillPoint<unknown>, 'phase'>[]): string =>
  Object.entries(Object.groupBy(killPoints, ({ phase }) => phase))
    .map(([phase, found]) => `${phase} ${found?.length}`)
    .join(', ');
