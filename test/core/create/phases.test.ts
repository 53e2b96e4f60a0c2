import { expect, test } from '@jest/globals';
import { Phases } from '../../../src/core/create/phases.ts';
import { SteppedClock } from '../../support/clock.ts';

test('each phase lasts from the end of the previous one to its own end', async () => {
  const clock = new SteppedClock();
  await clock.sleep(1_000);
  const phases = new Phases(clock);
  await clock.sleep(20);
  phases.end('plan');
  phases.end('lease');
  await clock.sleep(300);
  phases.end('pod');
  expect(phases.done).toEqual([
    { name: 'plan', milliseconds: 20 },
    { name: 'lease', milliseconds: 0 },
    { name: 'pod', milliseconds: 300 },
  ]);
  expect(phases.total).toBe(320);
});

test.each([7_200_000, -7_200_000])(
  'a clock that is set by %d ms changes no duration',
  async (by) => {
    const clock = new SteppedClock();
    const phases = new Phases(clock);
    await clock.sleep(20);
    clock.set(by);
    phases.end('plan');
    expect(phases.total).toBe(20);
  },
);
