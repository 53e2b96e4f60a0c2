import { expect, test } from '@jest/globals';
import { timeLeft } from '../../src/tekton/time-left.ts';
import { type Answer, sendJson, startFakeApi } from '../support/fake-api.ts';

const NOW = Date.parse('2026-01-01T01:00:00Z');
const START = '2026-01-01T00:50:00Z';
const MINUTE = 60_000;

const run = (kind: string) => ({
  apiVersion: 'tekton.dev/v1',
  kind,
  name: 'e2e',
  uid: 'uid',
  namespace: 'ci',
});

const answering =
  (path: string, body: object): Answer =>
  (request, response) =>
    request.url === path ? sendJson(response, body) : sendJson(response, {}, 404);

const PIPELINERUN = '/apis/tekton.dev/v1/namespaces/ci/pipelineruns/e2e';
const TASKRUN = '/apis/tekton.dev/v1/namespaces/ci/taskruns/e2e';

test.each([
  ['PipelineRun', PIPELINERUN, { timeouts: { pipeline: '1h0m0s' } }, 50 * MINUTE],
  ['TaskRun', TASKRUN, { timeout: '30m' }, 20 * MINUTE],
  ['TaskRun', TASKRUN, { timeout: '5m' }, 0],
  ['PipelineRun', PIPELINERUN, { timeouts: { pipeline: '0s' } }, undefined],
  ['PipelineRun', PIPELINERUN, {}, undefined],
])('a %s at %s with %j has this remaining time: %s', async (kind, path, spec, left) => {
  await using api = await startFakeApi(answering(path, { spec, status: { startTime: START } }));
  expect(await timeLeft(api.kubeConfig, run(kind), NOW)).toBe(left);
});

test('a run that the user has no right to read is an error', async () => {
  await using api = await startFakeApi((_, response) =>
    sendJson(response, { message: 'pipelineruns is forbidden' }, 403),
  );
  await expect(timeLeft(api.kubeConfig, run('PipelineRun'), NOW)).rejects.toThrow('is forbidden');
});
