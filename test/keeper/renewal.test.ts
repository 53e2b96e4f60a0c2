import { expect, test } from '@jest/globals';
import type { KeeperStatus } from '../../src/core/keeper/status.ts';
import { HostError } from '../../src/core/kube/http/request.ts';
import {
  LeaseChangedError,
  LeaseOverError,
  type Renew,
  renewLeaseUntilEnd,
} from '../../src/keeper/renewal.ts';
import { SteppedClock } from '../support/clock.ts';

const SECOND = 1_000;
const lease = { uid: 'uid', since: 0, lease: 30 * SECOND, ttl: 100 * SECOND };

/** Renews a lease with `renew` until it ends; returns the reports with their times. */
async function renewUntilEnd(renew: Renew, clock = new SteppedClock(), random = () => 0) {
  const reports: (Pick<KeeperStatus, 'renewedAt' | 'failing'> & { at: number })[] = [];
  const report = (status: Pick<KeeperStatus, 'renewedAt' | 'failing'>) =>
    reports.push({ ...status, at: clock.now() });
  const end = await renewLeaseUntilEnd({ lease, renew, clock, random, report });
  return { end, reports, endedAt: clock.monotonic() };
}

test('renews six times per lease, and ends at the hard limit', async () => {
  const deadlines: number[] = [];
  const { end, endedAt } = await renewUntilEnd(async (deadline) => void deadlines.push(deadline));
  expect(end).toBe('ttl');
  expect(endedAt).toBe(100 * SECOND);
  expect(deadlines.slice(0, 3)).toEqual([35, 40, 45]);
  expect(deadlines.slice(-3)).toEqual([100, 100, 100]);
  expect(deadlines).toHaveLength(19);
});

test.each([
  ['back by 301 s', -301 * SECOND],
  ['forward by an hour', 3_600 * SECOND],
])('setting the clock of the machine %s changes neither deadlines nor the end', async (_, step) => {
  const clock = new SteppedClock();
  const deadlines: number[] = [];
  const { end, endedAt, reports } = await renewUntilEnd(async (deadline) => {
    deadlines.push(deadline);
    if (deadlines.length === 3) clock.set(step);
  }, clock);
  expect({ end, endedAt }).toEqual({ end: 'ttl', endedAt: 100 * SECOND });
  expect(deadlines.slice(0, 5)).toEqual([35, 40, 45, 50, 55]);
  expect(deadlines).toHaveLength(19);
  // People read this time beside the time of their logs.
  expect(reports[3]?.renewedAt).toBe(20 * SECOND + step);
});

test('a lease that was taken while the clock of the machine was wrong is renewed in time', async () => {
  const clock = new SteppedClock();
  clock.set(-3_600 * SECOND);
  const deadlines: number[] = [];
  await renewUntilEnd(async (deadline) => void deadlines.push(deadline), clock);
  expect(deadlines[0]).toBe(35);
});

test('a failed renewal is retried soon, and the outage is reported with its start', async () => {
  let calls = 0;
  const { end, reports } = await renewUntilEnd(async () => {
    calls += 1;
    if (calls === 2 || calls === 3) throw new Error('no answer');
  });
  expect(end).toBe('ttl');
  expect(reports.slice(0, 4)).toEqual([
    { at: 5_000, renewedAt: 5_000 },
    { at: 10_000, renewedAt: 5_000, failing: { since: 10_000, reason: 'no answer' } },
    { at: 11_000, renewedAt: 5_000, failing: { since: 10_000, reason: 'no answer' } },
    { at: 12_250, renewedAt: 12_250 },
  ]);
});

/** The times of the attempts of an outage that begins with the first renewal. */
async function attemptsOf(error: Error, random: () => number) {
  const clock = new SteppedClock();
  const times: number[] = [];
  const renew = async () => {
    times.push(clock.monotonic());
    throw error;
  };
  await renewUntilEnd(renew, clock, random);
  return times;
}

test('the pauses of an outage grow to a quarter of a period, and differ between keepers', async () => {
  const error = new Error('no answer');
  const latest = await attemptsOf(error, () => 0);
  expect(latest.slice(0, 5)).toEqual([5_000, 6_000, 7_250, 8_500, 9_750]);
  const earliest = await attemptsOf(error, () => 1);
  expect(earliest.slice(0, 5)).toEqual([4_500, 5_000, 5_625, 6_250, 6_875]);
});

test('the host can ask for a longer pause, but for no longer than a period', async () => {
  const asking = (retryAfter: string) =>
    attemptsOf(new HostError(429, 'busy', { about: undefined, retryAfter }), () => 0);
  expect((await asking('3')).slice(0, 3)).toEqual([5_000, 9_000, 13_250]);
  expect((await asking('3600')).slice(0, 3)).toEqual([5_000, 11_000, 17_250]);
});

test.each([0, 1, 2, 3, 4, 5])(
  'an outage of two thirds of a lease that begins %d s after a renewal does not end the lease',
  async (after) => {
    const clock = new SteppedClock();
    const begin = (20 + after) * SECOND;
    let last = 0;
    let longest = 0;
    await renewUntilEnd(async () => {
      const at = clock.monotonic();
      if (at >= begin && at < begin + 20 * SECOND) {
        await clock.sleep(3 * SECOND);
        throw new Error('no answer within 3 s');
      }
      longest = Math.max(longest, at - last);
      last = at;
    }, clock);
    expect(longest).toBeGreaterThan(20 * SECOND);
    expect(longest).toBeLessThan(lease.lease);
  },
);

test('a lease that is over is not renewed again', async () => {
  const { end, endedAt } = await renewUntilEnd(async () => {
    throw new LeaseOverError('not found');
  });
  expect(end).toBe('lease');
  expect(endedAt).toBe(5_000);
});

test('a lease that the host changed ends the keeper, which reports the change', async () => {
  const { end, reports } = await renewUntilEnd(async () => {
    throw new LeaseChangedError('suspend is true instead of false');
  });
  expect(end).toBe('changed');
  expect(reports).toMatchObject([{ failing: { reason: 'suspend is true instead of false' } }]);
});
