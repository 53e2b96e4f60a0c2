import { expect, test } from '@jest/globals';
import type { V1Pod } from '@kubernetes/client-node';
import { checkAdmission } from '../../../src/core/preflight/admission-check.ts';
import type { ClusterSpec } from '../../../src/core/spec/spec.ts';
import { apiException } from '../../support/fake-kube.ts';
import { createSubject } from '../../support/subject.ts';

type DryRun = { namespace: string; body: V1Pod; dryRun?: string };

/** Runs the check on a host cluster that answers the dry run with `error`. Returns the result and the requests. */
async function check(error?: Error, spec: Partial<ClusterSpec> = {}) {
  const requests: DryRun[] = [];
  const createNamespacedPod = async (request: DryRun) => {
    requests.push(request);
    if (error) throw error;
    return request.body;
  };
  const [answer] = await checkAdmission(createSubject({ core: { createNamespacedPod } }, spec));
  return { answer, requests };
}

test('the check is a dry run of the pod with its resources and security context', async () => {
  const { answer, requests } = await check();
  expect(answer).toMatchObject({ state: 'ok' });
  expect(requests).toMatchObject([
    {
      namespace: 'ci',
      dryRun: 'All',
      body: {
        spec: {
          initContainers: [
            {
              image: 'ghcr.io/loft-sh/kubernetes:v1.34.4',
              resources: { limits: { cpu: '2' } },
            },
          ],
          containers: [
            {
              image: 'ghcr.io/loft-sh/vcluster-oss:0.30.0',
              resources: { limits: { memory: '4Gi' } },
              securityContext: { runAsUser: 0 },
            },
          ],
        },
      },
    },
  ]);
});

test.each([
  ['problem', 403, 'pods "x" is forbidden: violates PodSecurity "restricted:latest": …'],
  ['problem', 403, 'pods "x" is forbidden: violates PodSecurity "baseline:latest": privileged'],
  ['problem', 403, 'pods "x" is forbidden: failed quota: q: must specify limits.cpu for: syncer'],
  ['problem', 403, 'pods "x" is forbidden: maximum cpu usage per Container is 1, but limit is 2'],
  // Other jobs may free the quota before this job uses it.
  ['warning', 403, 'pods "x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1'],
  // The controllers of the host cluster create the real pod, and may be exempt.
  ['warning', 403, 'admission webhook "policy.example.com" denied the request: no'],
  ['unknown', 403, 'pods is forbidden: User "u" cannot create resource "pods" in API group ""'],
  ['unknown', 400, 'admission webhook "policy.example.com" does not support dry run'],
  ['unknown', 500, 'failed calling webhook "policy.example.com"'],
])('the result is %s if the host cluster answers %d %s', async (state, code, message) => {
  const { answer } = await check(apiException(code, message));
  expect(answer).toMatchObject({ state, detail: expect.stringContaining(message) });
});

test('for a new namespace the policies of the whole host are asked in namespace default', async () => {
  const denied = 'admission webhook "policy.example.com" denied the request: no';
  const { answer, requests } = await check(apiException(403, denied), { namespaces: [] });
  expect(requests).toMatchObject([{ namespace: 'default', dryRun: 'All' }]);
  expect(answer).toMatchObject({
    state: 'warning',
    detail: expect.stringMatching(/namespace default.*denied the request/),
  });
});

test.each([
  'pods "x" is forbidden: violates PodSecurity "restricted:latest": …',
  'pods "x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1',
  'pods "x" is forbidden: failed quota: q: must specify limits.cpu for: syncer',
  'pods "x" is forbidden: maximum cpu usage per Container is 1, but limit is 2',
])('a rule of namespace default says nothing about a new namespace: %s', async (message) => {
  const { answer } = await check(apiException(403, message), { namespaces: [] });
  expect(answer).toMatchObject({ state: 'unknown', detail: expect.stringMatching(/^not checked/) });
});
