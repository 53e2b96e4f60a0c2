import { expect, test } from '@jest/globals';
import type { V1Job } from '@kubernetes/client-node';
import { checkLease } from '../../../src/core/preflight/lease-check.ts';
import type { ClusterSpec } from '../../../src/core/spec/spec.ts';
import { apiException } from '../../support/fake-kube.ts';
import { createSubject, DEFAULTS } from '../../support/subject.ts';

type DryRun = { namespace: string; body: V1Job; dryRun?: string };

/** A host that answers the dry run with `answer`, and what it was asked. */
async function check(answer: (job: V1Job) => V1Job | Error, spec: Partial<ClusterSpec> = {}) {
  const asked: DryRun[] = [];
  const createNamespacedJob = async (request: DryRun) => {
    asked.push(request);
    const answered = answer(request.body);
    if (answered instanceof Error) throw answered;
    return answered;
  };
  const answers = await checkLease(createSubject({ batch: { createNamespacedJob } }, spec));
  return { answer: answers[0], asked };
}

test('the host is asked by a dry run of the lease, under a name that no cluster holds', async () => {
  const { answer, asked } = await check((job) => job);
  expect(answer).toMatchObject({ state: 'ok' });
  expect(asked).toMatchObject([
    {
      namespace: 'ci',
      dryRun: 'All',
      body: { spec: { parallelism: 0, ttlSecondsAfterFinished: 0 } },
    },
  ]);
  const pod = asked[0]?.body.spec?.template.spec;
  expect(pod?.containers[0]?.image).toBe(
    `ghcr.io/loft-sh/vcluster-oss:${DEFAULTS.vclusterVersion}`,
  );
  expect(asked[0]?.body.metadata?.name).not.toBe('ephemeral-vcluster');
});

test('a Job that the host changes so that it would not expire is a problem', async () => {
  const { answer } = await check((job) => ({
    ...job,
    spec: { template: {}, ...job.spec, suspend: true, managedBy: 'kueue.x-k8s.io/multikueue' },
  }));
  expect(answer).toMatchObject({
    state: 'problem',
    detail: expect.stringMatching(/suspend is true instead of false, managedBy is kueue/),
    hint: expect.stringContaining('Kueue'),
  });
});

test('a Job whose labels the host overwrites is a problem', async () => {
  const { answer } = await check((job) => ({
    ...job,
    metadata: { ...job.metadata, labels: { 'app.kubernetes.io/managed-by': 'platform' } },
  }));
  expect(answer).toMatchObject({
    state: 'problem',
    detail: expect.stringMatching(/a sweep would not find it: .*managed-by is platform/),
  });
});

test.each([
  ['problem', 403, 'admission webhook "policy.example.com" denied the request: no latest tag'],
  ['problem', 400, 'admission webhook "policy.example.com" denied the request: no limits'],
  ['problem', 422, 'jobs "x" is forbidden: ValidatingAdmissionPolicy "p" denied request: no'],
  ['warning', 403, 'jobs "x" is forbidden: exceeded quota: q, requested: count/jobs.batch=1'],
  ['unknown', 403, 'jobs.batch is forbidden: User "u" cannot create resource "jobs" in API group'],
  ['unknown', 400, 'admission webhook "policy.example.com" does not support dry run'],
  ['unknown', 500, 'failed calling webhook "policy.example.com"'],
])('a %s if the host answers %d %s', async (state, code, message) => {
  const { answer } = await check(() => apiException(code, message));
  expect(answer).toMatchObject({ state, detail: expect.stringContaining(message) });
});

test('for a new namespace the host is asked in namespace default, and a problem there is a warning', async () => {
  const suspended = (job: V1Job) => ({
    ...job,
    spec: { template: {}, ...job.spec, suspend: true },
  });
  const { answer, asked } = await check(suspended, { namespaces: [] });
  expect(asked).toMatchObject([{ namespace: 'default', dryRun: 'All' }]);
  expect(answer).toMatchObject({
    state: 'warning',
    detail: expect.stringMatching(/namespace default.*suspend is true/),
  });
});

test('without a plan there is no image to ask with', async () => {
  const planning = Promise.reject(new Error('no chart'));
  expect(await checkLease(createSubject({}, {}, planning))).toEqual([]);
});
