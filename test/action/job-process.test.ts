import { expect, test } from '@jest/globals';
import { jobProcess } from '../../src/action/job-process.ts';
import { recordingLog } from '../support/log.ts';

test('the parent of the step is watched', () => {
  const log = recordingLog();
  expect(jobProcess(4711, log)).toEqual({ jobPid: 4711 });
  expect(log.lines).toEqual([]);
});

test.each([0, 1])('in a job container, where it is %d, the log says until when', (parent) => {
  const log = recordingLog();
  expect(jobProcess(parent, log)).toEqual({});
  expect(log.lines.join()).toMatch(/info: .*job container.*`ttl`/);
});
