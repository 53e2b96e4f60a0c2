import { expect, jest, test } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { atKillPoints, phaseCounts } from '../support/faults/kill-points.ts';
import { figures } from '../support/figures.ts';
import { openE2eHost } from '../support/host/e2e-host.ts';

jest.setTimeout(600_000);

const secondsSince = (start: number): number => (Date.now() - start) / 1_000;

test('a job that is cancelled at any point of the creation ends soon, and its post step leaves nothing behind', async () => {
  await using host = await openE2eHost();
  const killPoints = await atKillPoints(host.user, {}, async (job, name) => {
    const start = Date.now();
    if ((await job.ended(0)) === undefined) job.interrupt('SIGINT');
    await job.ended(10);
    const ended = secondsSince(start);
    const { code } = await job.post();
    const left = await eventually(
      () => host.view.hasNamespace(`vcluster-${name}`),
      (there) => !there,
      30 - secondsSince(start),
    );
    return { left, ended, gone: secondsSince(start), code };
  });
  const outcomes = killPoints.map(({ outcome }) => outcome);
  expect(killPoints.filter(({ outcome }) => outcome.left)).toEqual([]);
  expect(outcomes.map(({ code }) => code)).toEqual(outcomes.map(() => 0));
  const slowestEnd = Math.max(...outcomes.map(({ ended }) => ended));
  // The runner sends SIGKILL 7.5 s after SIGINT.
  expect(slowestEnd).toBeLessThan(7.5);
  const slowest = Math.max(...outcomes.map(({ gone }) => gone));
  figures(
    'cancel',
    `${killPoints.length} kill points (${phaseCounts(killPoints)})`,
    `0 leftovers, the last gone after ${slowest.toFixed(1)} s`,
    `the step ended at most ${slowestEnd.toFixed(1)} s after SIGINT`,
  );
});
