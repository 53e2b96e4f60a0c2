import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import type { V1Job, V1JobSpec } from '@kubernetes/client-node';
import { extendCluster } from '../../../src/core/lease/extend.ts';
import { sendJson, startFakeApi } from '../../support/fake-api.ts';
import { createRef } from '../../support/ref.ts';

const NOW = new Date('2026-12-01T12:00:00Z').getTime();
const STARTED = '2026-12-01T11:00:00Z';

function lease(seconds: number, id = 'our-id', more: Partial<V1JobSpec> = {}): V1Job {
  return {
    metadata: {
      name: 'ephemeral-vcluster',
      uid: 'a-uid',
      labels: { 'ephemeral-vcluster/id': id },
      annotations: { 'ephemeral-vcluster/ttl-seconds': '7200' },
    },
    spec: {
      activeDeadlineSeconds: seconds,
      ttlSecondsAfterFinished: 0,
      parallelism: 0,
      template: {},
      ...more,
    },
    status: { startTime: new Date(STARTED) },
  };
}

/** Extends the cluster of `job` to an hour from now; returns the patches. */
async function extended(job: V1Job | undefined) {
  const patches: unknown[] = [];
  await using api = await startFakeApi(async (request, response) => {
    if (!job) return sendJson(response, { kind: 'Status', message: 'not found' }, 404);
    if (request.method === 'PATCH') patches.push(JSON.parse(await text(request)));
    sendJson(response, job);
  });
  const clock = { now: () => NOW, monotonic: () => 0, sleep: async () => {} };
  const runtime = { hostCluster: api.kubeConfig, clock };
  return { until: await extendCluster(runtime, createRef(), 3_600_000), patches };
}

test('the deadline, which counts from the start of the lease, and its annotations change together', async () => {
  const { until, patches } = await extended(lease(7_200));
  expect(until).toEqual(new Date('2026-12-01T13:00:00Z'));
  expect(patches).toEqual([
    [
      { op: 'test', path: '/metadata/uid', value: 'a-uid' },
      { op: 'replace', path: '/spec/activeDeadlineSeconds', value: 7_200 },
      { op: 'add', path: '/metadata/annotations/ephemeral-vcluster~1ttl-seconds', value: '7200' },
      {
        op: 'add',
        path: '/metadata/annotations/ephemeral-vcluster~1expires-at',
        value: '2026-12-01T13:00:00.000Z',
      },
    ],
  ]);
});

test.each([
  ['gone', undefined, /has no lease: the cluster is gone/],
  ["another cluster's", lease(7_200, 'another-id'), /has no lease/],
  ['renewed by a keeper', lease(3_900), /ends with its job.*`create --until-ttl`/s],
])('a lease that is %s is not changed', async (_, job, reason) => {
  await expect(extended(job)).rejects.toThrow(reason);
});

test('a lease that the host cluster changes so that it would not expire is an error', async () => {
  const suspended = lease(7_200, 'our-id', { suspend: true });
  await expect(extended(suspended)).rejects.toThrow(/suspend is true instead of false/);
});
