import { expect, test } from '@jest/globals';
import type { V1Job } from '@kubernetes/client-node';
import { EXPIRES_AT, OWNER_UID } from '../../src/core/cluster/labels.ts';
import { annotationsOf, attemptOf } from '../../src/tekton/attempt.ts';
import { endEarlierAttempts } from '../../src/tekton/end-earlier-attempts.ts';
import { SteppedClock } from '../support/clock.ts';
import { sendJson, startFakeApi } from '../support/fake-api.ts';
import { recordingLog } from '../support/log.ts';

const run = {
  ...{ apiVersion: 'tekton.dev/v1', kind: 'PipelineRun', name: 'e2e', uid: 'run', namespace: 'ci' },
};

const attempt = (taskRunUid: string, podUid: string) => ({ taskRunUid, podUid });

const job = (
  uid: string,
  annotations: Record<string, string>,
  name = 'ephemeral-vcluster',
): V1Job => ({
  metadata: { name, uid, namespace: 'ci', labels: { 'ephemeral-vcluster/name': uid }, annotations },
});

const JOBS = [
  job('lost', annotationsOf(attempt('task', 'first'))),
  job('lost too', annotationsOf(attempt('task', 'second'))),
  job('same pod', annotationsOf(attempt('task', 'third'))),
  job('other task', annotationsOf(attempt('other', 'first'))),
  job('by hand', { [EXPIRES_AT]: '2026-01-01T00:00:00Z' }),
  job('no lease', annotationsOf(attempt('task', 'first')), 'ephemeral-vcluster-turn-1'),
];

async function endIn(namespaces: string[], status = 200) {
  const asked: string[] = [];
  await using api = await startFakeApi((request, response) => {
    asked.push(decodeURIComponent(request.url ?? ''));
    sendJson(response, status === 200 ? { items: JOBS } : { message: 'forbidden' }, status);
  });
  const log = recordingLog();
  const ended: unknown[] = [];
  const runtime = {
    ...{ hostCluster: api.kubeConfig, clock: new SteppedClock(), log },
    signal: AbortSignal.timeout(20_000),
  };
  await endEarlierAttempts(runtime, run, attempt('task', 'third'), namespaces, async (_, ref) => {
    ended.push(ref);
    return { state: 'deleted', detail: `${ref.name} is gone`, leftovers: [] };
  });
  return { asked, ended, log };
}

test('only the clusters of earlier pods of the same TaskRun are deleted', async () => {
  const { ended, asked } = await endIn(['ci']);
  expect(ended).toEqual([
    expect.objectContaining({ name: 'lost', namespace: 'ci', leaseUid: 'lost', owner: run }),
    expect.objectContaining({ name: 'lost too', leaseUid: 'lost too' }),
  ]);
  expect(asked).toEqual([expect.stringContaining('/namespaces/ci/jobs?')]);
  expect(asked[0]).toContain(`${OWNER_UID}=run`);
});

test('clusters in dedicated namespaces are searched on the whole host cluster', async () => {
  const { asked } = await endIn([]);
  expect(asked).toEqual([expect.stringContaining('/apis/batch/v1/jobs?')]);
});

test('without the right to look for them, a warning says so and the creation continues', async () => {
  const { ended, log } = await endIn([], 403);
  expect(ended).toEqual([]);
  expect(log.lines.join('\n')).toContain('earlier pods of this TaskRun: forbidden');
});

test('a step is an attempt only if the environment names its TaskRun and its pod', () => {
  expect(attemptOf({ TASKRUN_UID: 'task', POD_UID: 'pod' })).toEqual(attempt('task', 'pod'));
  expect(attemptOf({ TASKRUN_UID: 'task' })).toBeUndefined();
  expect(attemptOf({ PATH: '/bin' })).toBeUndefined();
});
