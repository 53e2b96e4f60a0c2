import { describe, expect, test } from '@jest/globals';
import type { V1Pod } from '@kubernetes/client-node';
import { merge } from '../../../src/core/chart/merge-values.ts';
import type { Values } from '../../../src/core/chart/values-input.ts';
import { checkAdmission } from '../../../src/core/preflight/admission-check.ts';
import type { ClusterSpec } from '../../../src/core/spec/spec.ts';
import { apiException } from '../../support/fake-kube.ts';
import { createPlan, createSubject, DEFAULTS } from '../../support/subject.ts';

type DryRun = { namespace: string; body: V1Pod; dryRun?: string };

const isCoreDns = ({ body }: DryRun) => body.spec?.containers[0]?.name === 'coredns';

/**
 * Runs the check on a host cluster that answers the dry run of the control plane's pod with `error`, and that of CoreDNS's
 * pod with `dnsError`. Returns the results and the requests for each.
 */
async function check(error?: Error, spec: Partial<ClusterSpec> = {}, dnsError?: Error) {
  const requests: DryRun[] = [];
  const createNamespacedPod = async (request: DryRun) => {
    requests.push(request);
    const failure = isCoreDns(request) ? dnsError : error;
    if (failure) throw failure;
    return request.body;
  };
  const [answer, dns] = await checkAdmission(
    createSubject({ core: { createNamespacedPod } }, spec),
  );
  return {
    answer,
    dns,
    requests: requests.filter((it) => !isCoreDns(it)),
    dnsRequests: requests.filter(isCoreDns),
  };
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
              image: `ghcr.io/loft-sh/kubernetes:v${DEFAULTS.kubernetesVersion}`,
              resources: { limits: { cpu: '2' } },
            },
          ],
          containers: [
            {
              image: `ghcr.io/loft-sh/vcluster-oss:${DEFAULTS.vclusterVersion}`,
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

describe("CoreDNS's pod", () => {
  const TOO_SMALL =
    'pods "x" is forbidden: minimum cpu usage per Container is 100m, but request is 20m';

  test('is asked for as vcluster creates it', async () => {
    const { dns, dnsRequests } = await check();
    expect(dns).toMatchObject({ state: 'ok', detail: expect.stringContaining('CoreDNS') });
    expect(dnsRequests).toMatchObject([
      {
        namespace: 'ci',
        dryRun: 'All',
        body: {
          spec: {
            containers: [
              {
                image: 'registry.k8s.io/coredns/coredns:v1.12.1',
                resources: { requests: { cpu: '20m', memory: '64Mi' } },
                securityContext: { runAsNonRoot: true },
              },
            ],
          },
        },
      },
    ]);
  });

  test.each([
    ['warning', 'ready'],
    ['problem', 'dns'],
  ] as const)('is a %s if it is rejected and the level is %s', async (state, waitFor) => {
    const { answer, dns } = await check(undefined, { waitFor }, apiException(403, TOO_SMALL));
    expect(answer).toMatchObject({ state: 'ok' });
    expect(dns).toMatchObject({
      state,
      detail: expect.stringContaining(`rejects CoreDNS's pod: ${TOO_SMALL}`),
      hint: expect.stringContaining('controlPlane.coredns.deployment.resources'),
    });
  });

  /** The pods that are asked for with these values. */
  async function podsWith(values: Values) {
    const pods: V1Pod[] = [];
    const createNamespacedPod = async ({ body }: DryRun) => {
      pods.push(body);
      return body;
    };
    const plan = createPlan();
    const planning = Promise.resolve({ ...plan, values: merge(plan.values, values) });
    await checkAdmission(createSubject({ core: { createNamespacedPod } }, {}, planning));
    return pods;
  }

  test('is not asked for if `values` have none', async () => {
    expect(await podsWith({ controlPlane: { coredns: { enabled: false } } })).toHaveLength(1);
  });

  test('has the seccomp profile that vcluster adds for a Pod Security Standard, and no fixed user', async () => {
    const [, dns] = await podsWith({ policies: { podSecurityStandard: 'restricted' } });
    expect(dns?.spec?.securityContext).toEqual({ seccompProfile: { type: 'RuntimeDefault' } });
    expect(dns?.spec?.containers[0]?.securityContext).not.toHaveProperty('runAsUser');
  });
});
