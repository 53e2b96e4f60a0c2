import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { HostError } from '../../../src/core/kube/http/request.ts';
import { Recovery, Undecided } from '../../../src/core/tunnel/recovery.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const broken = async () => new Error('no running pod');
const works = async () => 'works';
/** The longest pauses. */
const random = () => 0;
const endless = () => new Promise<never>(() => {});

/** Returns a recovery after one failure, so that the next attempt is a trial. */
async function interrupted() {
  const clock = new ManualClock();
  const recovery = new Recovery({ clock, random });
  await recovery.attempt(broken);
  return { clock, recovery };
}

test('after a failure, the others wait for one trial, and continue when it succeeds', async () => {
  const { clock, recovery } = await interrupted();
  let attempts = 0;
  const attempt = () =>
    recovery.attempt(async () => {
      attempts += 1;
      return 'works';
    });
  const all = [attempt(), attempt(), attempt()];
  await nextTurn();
  expect(attempts).toBe(0);
  await clock.pass(50);
  expect(await Promise.all(all)).toEqual(['works', 'works', 'works']);
});

test('a trial that never ends blocks the others only for the longest trial', async () => {
  const { clock, recovery } = await interrupted();
  void recovery.attempt(endless);
  const others = [recovery.attempt(works), recovery.attempt(works)];
  await clock.pass(2_050);
  expect(await Promise.all(others)).toEqual(['works', 'works']);
  expect(await recovery.attempt(works)).toBe('works');
});

test('after a trial that never ends, failures are followed by a pause again', async () => {
  const { clock, recovery } = await interrupted();
  void recovery.attempt(endless);
  let attempts = 0;
  const failing = async () => {
    for (;;) {
      await recovery.attempt(async () => {
        attempts += 1;
        return new Error('no running pod');
      });
    }
  };
  void failing();
  await clock.pass(2_050);
  expect(attempts).toBe(1);
  await clock.pass(99);
  expect(attempts).toBe(1);
  await clock.pass(1);
  expect(attempts).toBe(2);
});

test('attempts that fail at the same time count as one failure', async () => {
  const clock = new ManualClock();
  const recovery = new Recovery({ clock, random });
  await Promise.all(Array.from({ length: 100 }, () => recovery.attempt(broken)));
  const trial = recovery.attempt(works);
  await clock.pass(50);
  expect(await trial).toBe('works');
});

test('an undecided attempt is neither a failure nor a success', async () => {
  const undecided = async () => new Undecided('the client closed');
  const healthy = new Recovery({ clock: new ManualClock() });
  await healthy.attempt(undecided);
  // On a clock that stands still, only an attempt without a pause ends.
  expect(await healthy.attempt(works)).toBe('works');

  const { clock, recovery } = await interrupted();
  const trial = recovery.attempt(undecided);
  await clock.pass(50);
  await trial;
  let ended = false;
  const next = recovery.attempt(works).finally(() => {
    ended = true;
  });
  await nextTurn();
  expect(ended).toBe(false);
  await clock.pass(50);
  expect(await next).toBe('works');
});

test('after refusals of the host, the pauses between the trials grow to ten seconds', async () => {
  const clock = new ManualClock();
  const recovery = new Recovery({ clock, longestPause: 250, random });
  const at: number[] = [];
  const refused = async () => {
    at.push(clock.now());
    return new HostError(403, 'forbidden');
  };
  const client = async () => {
    while (clock.now() < 60_000) await recovery.attempt(refused);
  };
  void Promise.all([client(), client(), client()]);
  await clock.pass(60_000);
  const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  expect(pauses.slice(-3)).toEqual([10_000, 10_000, 10_000]);
  expect(at.length).toBeLessThan(20);
});
