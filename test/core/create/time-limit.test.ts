import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { TimeLimit } from '../../../src/core/create/time-limit.ts';
import { ClusterError } from '../../../src/core/errors.ts';
import { apiException } from '../../support/fake-kube.ts';

const LONG = 60_000;
const aborted = new Error('The operation was aborted');

test('cancelling the job ends the waiting, and the error names what it was waiting for', () => {
  const job = new AbortController();
  using timeLimit = new TimeLimit(job.signal, LONG);
  job.abort();
  expect(timeLimit.signal.aborted).toBe(true);
  const error = timeLimit.explain(aborted, 'ci-1', 'pulling image a:1');
  expect(error).toBeInstanceOf(ClusterError);
  expect(error).toMatchObject({
    message: expect.stringMatching(/ci-1 was cancelled .*: pulling image a:1/),
    cause: aborted,
  });
});

test('reaching the time limit ends the waiting, and the error names what it was waiting for', async () => {
  using timeLimit = new TimeLimit(new AbortController().signal, 1);
  await once(timeLimit.signal, 'abort');
  const error = timeLimit.explain(aborted, 'ci-1', 'pulling image a:1');
  expect(error).toMatchObject({
    message: expect.stringMatching(/ci-1 was not usable within 0\.0 s.*: pulling image a:1/),
    hint: expect.stringContaining('`timeout`'),
    cause: aborted,
  });
});

test('a restart counts from then on, and the error names the input to raise', async () => {
  using timeLimit = new TimeLimit(new AbortController().signal, 1, 'queue-timeout');
  timeLimit.restart(LONG);
  await sleep(20);
  expect(timeLimit.signal.aborted).toBe(false);
  timeLimit.restart(1, 'queue-timeout');
  await once(timeLimit.signal, 'abort');
  expect(timeLimit.explain(aborted, 'ci-1', 'a free namespace')).toMatchObject({
    hint: expect.stringContaining('`queue-timeout`'),
  });
});

test('a ClusterError stays as it is, also after the time limit', async () => {
  using timeLimit = new TimeLimit(new AbortController().signal, 1);
  await once(timeLimit.signal, 'abort');
  const error = new ClusterError('cannot pull image');
  expect(timeLimit.explain(error, 'ci-1', 'anything')).toBe(error);
});

test('an error before the time limit stays as it is', () => {
  using timeLimit = new TimeLimit(new AbortController().signal, LONG);
  expect(timeLimit.explain(aborted, 'ci-1', 'anything')).toBe(aborted);
});

test("a raw answer of the host's API becomes a message with a hint", () => {
  using timeLimit = new TimeLimit(new AbortController().signal, LONG);
  const answer = apiException(403, 'secrets "x" is forbidden: exceeded quota: small');
  expect(timeLimit.explain(answer, 'ci-1', 'anything')).toMatchObject({
    summary: expect.stringMatching(/ci-1: .*exceeded quota/),
    hint: expect.stringContaining('ResourceQuota'),
  });
});

test('disposing aborts the signal, so that all watches end', () => {
  const timeLimit = new TimeLimit(new AbortController().signal, LONG);
  expect(timeLimit.signal.aborted).toBe(false);
  timeLimit[Symbol.dispose]();
  expect(timeLimit.signal.aborted).toBe(true);
  expect(timeLimit.explain(aborted, 'ci-1', 'anything')).toBe(aborted);
});
