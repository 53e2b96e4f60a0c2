import { setTimeout as sleep } from 'node:timers/promises';
import { type Job, type JobOptions, startJob } from '../action/job.ts';
import { uniqueName } from '../host/host-view.ts';
import { mapConcurrently } from '../map-concurrently.ts';

/** Duration of a creation next to three others on a small machine, in milliseconds. */
const SPAN = 14_000;
const COUNT = 24;
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

/** Starts 24 jobs, four in parallel, and disturbs each at another point; the points are spread evenly over the creation. */
export function atKillPoints<T>(
  host: JobOptions['host'],
  inputs: Record<string, string>,
  disturb: (job: Job, name: string) => Promise<T>,
): Promise<KillPoint<T>[]> {
  const delays = Array.from({ length: COUNT }, (_, index) => (index + 0.3) * (SPAN / COUNT));
  return mapConcurrently(CONCURRENCY, delays, async (delay) => {
    const name = uniqueName('kill-point');
    using job = startJob({ host, name, inputs });
    await job.waitForLog('has begun');
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
