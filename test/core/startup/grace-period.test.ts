import { expect, test } from '@jest/globals';
import type { Cause } from '../../../src/core/causes/causes.ts';
import { ClusterError } from '../../../src/core/errors.ts';
import { GracePeriod } from '../../../src/core/startup/grace-period.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const cause = (gracePeriod: number, more: Partial<Cause> = {}): Cause => ({
  why: /^/,
  gracePeriod,
  hint: `a hint for ${gracePeriod}`,
  ...more,
});

/** A grace period on the clock of the test; `seen` is its outcome so far. */
function start() {
  const clock = new ManualClock();
  const stop = new AbortController();
  const seen = { retries: 0, error: undefined as ClusterError | undefined };
  const gracePeriod = new GracePeriod('ci-1', clock, stop.signal, () => void seen.retries++);
  gracePeriod.end.catch((error) => {
    seen.error = error;
  });
  return { clock, stop, seen, gracePeriod };
}

test('a failure ends the wait when the grace period of its cause is over, not before', async () => {
  const { clock, seen, gracePeriod } = start();
  gracePeriod.note({ text: 'no way', cause: cause(2_000) });
  await clock.pass(1_999);
  expect(seen.error).toBeUndefined();
  await clock.pass(1);
  expect(seen.error).toBeInstanceOf(ClusterError);
  expect(seen.error).toMatchObject({
    summary: 'Virtual cluster ci-1: no way',
    hint: 'a hint for 2000',
  });
});

test('a failure that passes is forgotten, and the next one gets the full grace period', async () => {
  const { clock, seen, gracePeriod } = start();
  gracePeriod.note({ text: 'no way', cause: cause(2_000) });
  await clock.pass(1_500);
  gracePeriod.note({ text: 'better' });
  await clock.pass(60_000);
  gracePeriod.note({ text: 'no way', cause: cause(2_000) });
  await clock.pass(1_500);
  expect(seen.error).toBeUndefined();
});

test('a failure that changes its cause counts from its beginning', async () => {
  const { clock, seen, gracePeriod } = start();
  gracePeriod.note({ text: 'perhaps', cause: cause(60_000) });
  await clock.pass(5_000);
  gracePeriod.note({ text: 'never', cause: cause(2_000) });
  await clock.pass(0);
  expect(seen.error?.summary).toContain('never');
});

test('the error contains the latest text of an unchanged cause', async () => {
  const { clock, seen, gracePeriod } = start();
  const same = cause(2_000);
  gracePeriod.note({ text: 'first words', cause: same });
  await clock.pass(1_000);
  gracePeriod.note({ text: 'last words', cause: same });
  await clock.pass(1_000);
  expect(seen.error?.summary).toContain('last words');
});

test('a cause with an infinite grace period never fails', async () => {
  const { clock, seen, gracePeriod } = start();
  gracePeriod.note({ text: 'on its way', cause: cause(Number.POSITIVE_INFINITY) });
  await clock.pass(24 * 3_600_000);
  expect(seen.error).toBeUndefined();
});

test('the host is asked to try again as long as there is time for the outcome', async () => {
  const { clock, seen, gracePeriod } = start();
  gracePeriod.note({ text: 'once more', cause: cause(12_000, { retry: true }) });
  await clock.pass(11_000);
  expect(seen.retries).toBe(3);
  await clock.pass(60_000);
  expect(seen).toMatchObject({ retries: 3, error: expect.any(ClusterError) });
});

test('after an abort, nothing fails', async () => {
  const { clock, stop, seen, gracePeriod } = start();
  gracePeriod.note({ text: 'no way', cause: cause(2_000) });
  stop.abort();
  await clock.pass(10_000);
  expect(seen.error).toBeUndefined();
});
