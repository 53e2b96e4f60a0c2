import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import type { V1Job } from '@kubernetes/client-node';
import { accessOf } from '../../src/core/kube/cluster-config.ts';
import { leaseRenewer } from '../../src/keeper/lease-renewer.ts';
import { leaseWatcher } from '../../src/keeper/lease-watcher.ts';
import { LeaseChangedError, LeaseOverError } from '../../src/keeper/renewal.ts';
import { type Answer, type FakeApi, sendJson, startFakeApi } from '../support/fake-api.ts';

const NOT_FOUND = {
  kind: 'Status',
  message: 'jobs.batch "ephemeral-vcluster" not found',
  details: { group: 'batch', kind: 'jobs', name: 'ephemeral-vcluster' },
};
const SPEC = { parallelism: 0, ttlSecondsAfterFinished: 0, suspend: false };

const leaseJob = (spec: object, uid = 'our-uid'): V1Job =>
  ({ kind: 'Job', metadata: { uid }, spec }) as V1Job;

const lease = { uid: 'our-uid', since: 0, lease: 300_000, ttl: 3_600_000 };

const call = (program: typeof leaseRenewer, { kubeConfig }: FakeApi) =>
  program(accessOf(kubeConfig), { namespace: 'ci', lease })(400);

/** Renews or watches a lease on a host with these answers; returns the error, and the requests. */
async function renew(answer: Answer, program = leaseRenewer) {
  const requests: string[] = [];
  await using api = await startFakeApi((request, response) => {
    requests.push(request.method ?? '');
    answer(request, response);
  });
  const error = await call(program, api).then(
    () => undefined,
    (reason: Error) => reason,
  );
  return { error, requests };
}

test('a renewal moves the deadline of this lease only', async () => {
  const bodies: unknown[] = [];
  const { error, requests } = await renew(async (request, response) => {
    bodies.push(await json(request));
    sendJson(response, leaseJob({ ...SPEC, activeDeadlineSeconds: 400 }));
  });
  expect(error).toBeUndefined();
  expect(requests).toEqual(['PATCH']);
  expect(bodies).toEqual([
    [
      { op: 'test', path: '/metadata/uid', value: 'our-uid' },
      { op: 'replace', path: '/spec/activeDeadlineSeconds', value: 400 },
    ],
  ]);
});

const bodyOf = async (request: IncomingMessage) => (await json(request)) as Record<string, unknown>;

test.each([
  ['suspend', { suspend: true }],
  ['managedBy', { managedBy: 'kueue.x-k8s.io/multikueue' }],
  ['ttlSecondsAfterFinished', { ttlSecondsAfterFinished: 3_600 }],
  ['activeDeadlineSeconds', { activeDeadlineSeconds: 86_400 }],
  ['parallelism', { parallelism: 1 }],
])('a lease whose %s the host changed is deleted', async (field, change) => {
  let deletion: Record<string, unknown> | undefined;
  const { error, requests } = await renew(async (request, response) => {
    const body = await bodyOf(request);
    if (request.method === 'DELETE') deletion = body;
    sendJson(response, leaseJob({ ...SPEC, activeDeadlineSeconds: 400, ...change }));
  });
  expect(error).toBeInstanceOf(LeaseChangedError);
  expect(error?.message).toContain(`${field} is`);
  expect(requests).toEqual(['PATCH', 'DELETE']);
  expect(deletion).toMatchObject({ preconditions: { uid: 'our-uid' } });
});

test('a changed lease that cannot be deleted now is tried again', async () => {
  const { error } = await renew((request, response) => {
    const patched = request.method === 'PATCH';
    const job = leaseJob({ ...SPEC, activeDeadlineSeconds: 400, suspend: true });
    sendJson(response, patched ? job : { message: 'down' }, patched ? 200 : 503);
  });
  expect(error).not.toBeInstanceOf(LeaseChangedError);
});

/** Answers renewals with the first, and reads of the lease with the second. */
const answering =
  (patched: [number, object], read: [number, object]): Answer =>
  (request, response) => {
    const [status, body] = request.method === 'PATCH' ? patched : read;
    sendJson(response, body, status);
  };

const DENIED = { kind: 'Status', message: 'denied by a policy', details: { kind: 'jobs' } };
const BALANCER = { message: 'default backend - 404' };
const UID_DIFFERS = { kind: 'Status', message: 'the server rejected our request', details: {} };

test.each([
  ['gone', [404, NOT_FOUND], [404, NOT_FOUND]],
  ["another cluster's", [422, UID_DIFFERS], [200, leaseJob({}, 'another-uid')]],
] as [string, [number, object], [number, object]][])(
  'a lease that is %s is over, after it was read',
  async (_, patched, read) => {
    const { error, requests } = await renew(answering(patched, read));
    expect(error).toBeInstanceOf(LeaseOverError);
    expect(requests).toEqual(['PATCH', 'GET']);
  },
);

test.each([
  ['a load balancer without a backend', [404, BALANCER], [404, BALANCER]],
  ['a load balancer that recovers', [404, BALANCER], [200, leaseJob({})]],
  ['an admission policy', [422, DENIED], [200, leaseJob({})]],
  ['a Status about another object', [404, DENIED], [404, DENIED]],
  ['a page instead of a Job', [404, BALANCER], [200, { title: 'Welcome' }]],
  ['a host that then fails', [404, NOT_FOUND], [503, { kind: 'Status', message: 'down' }]],
] as [string, [number, object], [number, object]][])(
  'the answer of %s does not end the lease',
  async (_, patched, read) => {
    const { error } = await renew(answering(patched, read));
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(LeaseOverError);
  },
);

test.each([
  ['gone', 404, NOT_FOUND, true],
  ["another cluster's", 200, leaseJob({}, 'another-uid'), true],
  ['hidden by a load balancer', 404, BALANCER, false],
  ['ours', 200, leaseJob({}), false],
])('a lease without renewal that is %s', async (_, status, body, over) => {
  const { error } = await renew((__, response) => sendJson(response, body, status), leaseWatcher);
  expect(error instanceof LeaseOverError).toBe(over);
});
