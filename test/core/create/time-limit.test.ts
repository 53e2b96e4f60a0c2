import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { TimeLimit } from '../../../src/core/create/time-limit.ts';
import { ClusterError } from '../../../src/core/errors.ts';
import { apiException } from '../../support/fake-kube.ts';

const LONG = 60_000;
const echo = new Error('The operation was aborted');

test('a cancelled job ends the waiting, and the error says what it waited for', () => {
  const job = new AbortController();
  using timeLimit = new TimeLimit(job.signal, LONG);
  job.abort();
  expect(timeLimit.signal.aborted).toBe(true);
  const error = timeLimit.explain(echo, 'ci-1', 'pulling image a:1');
  expect(error).toBeInstanceOf(ClusterError);
  expect(error).toMatchObject({
    message: expect.stringMatching(/ci-1 was cancelled .*: pulling image a:1/),
    cause: echo,
  });
});

test('time that is up ends the waiting, and the error says what it waited for', async () => {
  using timeLimit = new TimeLimit(new AbortController().signal, 1);
  await once(timeLimit.signal, 'abort');
  const error = timeLimit.explain(echo, 'ci-1', 'pulling image a:1');
  expect(error).toMatchObject({
    message: expect.stringMatching(/ci-1 was not usable within 0\.0 s.*: pulling image a:1/),
    hint: expect.stringContaining('`timeout`'),
    cause: echo,
  });
});

test('an error that has words of its own keeps them, also when time is up', async () => {
  using timeLimit = new TimeLimit(new AbortController().signal, 1);
  await once(timeLimit.signal, 'abort');
  const error = new ClusterError('cannot pull image');
  expect(timeLimit.explain(error, 'ci-1', 'anything')).toBe(error);
});

test('an error in time stays as it is', () => {
  using timeLimit = new TimeLimit(new AbortController().signal, LONG);
  expect(timeLimit.explain(echo, 'ci-1', 'anything')).toBe(echo);
});

test('a bare answer of the host gets words and a hint', () => {
  using timeLimit = new TimeLimit(new AbortController().signal, LONG);
  const answer = apiException(403, 'secrets "x" is forbidden: exceeded quota: small');
  expect(timeLimit.explain(answer, 'ci-1', 'anything')).toMatchObject({
    summary: expect.stringMatching(/ci-1: .*exceeded quota/),
    hint: expect.stringContaining('ResourceQuota'),
  });
});

test('when nobody waits any more, all that still watches ends', () => {
  const timeLimit = new TimeLimit(new AbortController().signal, LONG);
  expect(timeLimit.signal.aborted).toBe(false);
  timeLimit[Symbol.dispose]();
  expect(timeLimit.signal.aborted).toBe(true);
  expect(timeLimit.explain(echo, 'ci-1', 'anything')).toBe(echo);
});
