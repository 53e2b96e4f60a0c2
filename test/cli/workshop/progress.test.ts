import { expect, test } from '@jest/globals';
import { progressOf } from '../../../src/cli/workshop/progress.ts';
import { recordingLog } from '../../support/log.ts';

const seat = (number: number, attendee = `Attendee ${number}`) => ({
  cluster: `go-0${number}`,
  attendee,
});

test('the log has a line for each finished seat, and a terminal shows a bar', () => {
  const log = recordingLog();
  const errors: string[] = [];
  const bars: string[] = [];
  const { report } = progressOf(
    4,
    { ...log, error: (line) => void errors.push(line), status: () => {} },
    (bar) => void bars.push(bar),
  );
  report({ seat: seat(1), state: 'kept' });
  report({ seat: seat(2, 'Ada\u202Ecod'), state: 'making' });
  report({ seat: seat(3), state: 'making' });
  report({ seat: seat(2, 'Ada\u202Ecod'), state: 'ready', milliseconds: 14_200 });
  report({ seat: seat(3), state: 'retrying', reason: 'no room' });
  report({ seat: seat(3), state: 'failed', reason: 'no room' });
  expect(log.lines).toEqual([
    'info: 1/4 go-01 (Attendee 1) was already ready',
    'info: 2/4 go-02 (Ada\\u202ecod) is ready after 14.2 s',
    'warning: go-03 (Attendee 3) is retried once: no room',
  ]);
  expect(errors).toEqual(['3/4 go-03 (Attendee 3) failed: no room']);
  expect(bars[2]).toBe(`${'█'.repeat(6)}${'░'.repeat(18)} 1/4 · go-02, go-03`);
  expect(bars.at(-1)).toBe(`${'█'.repeat(18)}${'░'.repeat(6)} 2/4 · 1 failed`);
});
