import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import type { V1Job } from '@kubernetes/client-node';
import { accessOf } from '../../src/core/kube/http/access.ts';
import { leaseRenewer } from '../../src/keeper/lease-renewer.ts';
import { LeaseChangedError } from '../../src/keeper/renewal.ts';
import { type Answer, type FakeApi, sendJson, startFakeApi } from '../support/fake-api.ts';

const SPEC = { parallelism: 0, ttlSecondsAfterFinished: 0, suspend: false };

const leaseJob = (spec: object): V1Job =>
  ({ kind: 'Job', metadata: { uid: 'our-uid' }, spec }) as V1Job;

const renewOn = ({ kubeConfig }: FakeApi) => {
  const lease = { uid: 'our-uid', since: 0, lease: 300_000, ttl: 3_600_000 };
  return leaseRenewer(accessOf(kubeConfig), { namespace: 'ci', lease })(400);
};

/** Renews a lease on a host with these answers; returns the error, and the requests. */
async function renew(answer: Answer) {
  const requests: string[] = [];
  await using api = await startFakeApi((request, response) => {
    requests.push(request.method ?? '');
    answer(request, response);
  });
  const error = await renewOn(api).then(
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
