import { expect, jest, test } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import type { Job } from '../support/action/job.ts';
import { atKillPoints, phaseCounts } from '../support/faults/kill-points.ts';
import { figures } from '../support/figures.ts';
import { openE2eHost } from '../support/host/e2e-host.ts';

jest.setTimeout(600_000);

const secondsSince = (start: number): number => (Date.now() - start) / 1_000;

/** Cancels a step as the runner does: SIGINT, SIGTERM 7.5 s later, SIGKILL 2.5 s after that. Returns whether it had to be killed. */
async function cancel(job: Job): Promise<boolean> {
  if ((await job.ended(0)) !== undefined) return false;
  job.interrupt('SIGINT');
  if ((await job.ended(7.5)) !== undefined) return false;
  job.interrupt('SIGTERM');
  if ((await job.ended(2.5)) !== undefined) return false;
  job.kill();
  return true;
}

test('a job that is cancelled at any point of the creation ends soon, and its post step leaves nothing behind', async () => {
  await using host = await openE2eHost();
  const killPoints = await atKillPoints(host.user, {}, async (job, name) => {
    const start = Date.now();
    const killed = await cancel(job);
    const ended = secondsSince(start);
    const { code } = await job.post();
    const left = await eventually(
      () => host.view.hasNamespace(`vcluster-${name}`),
      (there) => !there,
      30 - secondsSince(start),
    );
    return { left, killed, ended, gone: secondsSince(start), code };
  });
  const outcomes = killPoints.map(({ outcome }) => outcome);
  expect(killPoints.filter(({ outcome }) => outcome.left)).toEqual([]);
  expect(outcomes.map(({ code }) => code)).toEqual(outcomes.map(() => 0));
  expect(killPoints.filter(({ outcome }) => outcome.killed)).toEqual([]);
  const slowestEnd = Math.max(...outcomes.map(({ ended }) => ended));
  const slowest = Math.max(...outcomes.map(({ gone }) => gone));
  figures(
    'cancel',
    `${killPoints.length} kill points (${phaseCounts(killPoints)})`,
    `0 leftovers, the last gone after ${slowest.toFixed(1)} s`,
    `the step ended at most ${slowestEnd.toFixed(1)} s after SIGINT`,
  );
});
