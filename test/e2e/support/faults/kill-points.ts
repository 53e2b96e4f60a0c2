import { setTimeout as sleep } from 'node:timers/promises';
import { type Job, type JobOptions, startJob } from '../action/job.ts';
import { uniqueName } from '../host/host-view.ts';
import { mapConcurrently } from '../map-concurrently.ts';

/** Creation side by side with three others takes about this long on a small machine, in milliseconds. */
const SPAN = 14_000;
const COUNT = 24;
const CONCURRENCY = 4;

/** A job that was disturbed at some moment of its creation. */
export interface KillPoint<T> {
  name: string;
  namespace: string;
  /** The last group of the log that the step had begun: how far it was. */
  phase: string;
  /** What came of the disturbance. */
  outcome: T;
}

/** Disturbs one job each at moments spread evenly over creation, from the process's start on. */
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
