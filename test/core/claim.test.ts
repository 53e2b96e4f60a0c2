import { describe, expect, test } from '@jest/globals';
import type { V1Deployment, V1Secret } from '@kubernetes/client-node';
import type { Host } from '../../src/core/host.ts';
import { CLUSTER_ID, EXPIRES_AT, TTL_SECONDS } from '../../src/core/labels.ts';
import { claimNamespace } from '../../src/core/lease/claim.ts';
import { LEASE_NAME } from '../../src/core/lease/lease.ts';
import type { Plan } from '../../src/core/plan.ts';
import { SteppedClock } from '../support/clock.ts';
import { apiException, fakeKube } from '../support/fake-kube.ts';
import { recordingLog } from '../support/log.ts';
import { createRef } from '../support/ref.ts';
import { createSpec } from '../support/spec.ts';

const nothing = async () => ({ items: [] });
const plan = { kubernetesVersion: '1.34.4', vclusterVersion: '0.30.0' } as Plan;

/** What is in the namespace, each time that it is looked at. */
interface Contents {
  deployments?: V1Deployment[];
  secrets?: V1Secret[];
}

/** Claims an existing namespace that others hold for so many tries, with these `contents`, one look after the other. */
async function claim(
  tries: number,
  contents: Contents[] = [],
  signal = new AbortController().signal,
) {
  const calls: string[] = [];
  const log = recordingLog();
  const host = { clock: new SteppedClock(), log } as unknown as Host;
  let left = tries;
  let look = -1;
  let annotations: Record<string, string> | undefined;
  const kube = fakeKube({
    batch: {
      createNamespacedJob: async ({ body }) => {
        calls.push('take');
        annotations = body.metadata?.annotations;
        if (left-- > 0) throw apiException(409);
        return { metadata: { uid: 'u' } };
      },
      readNamespacedJob: async () => ({ metadata: { labels: { [CLUSTER_ID]: 'another' } } }),
      deleteNamespacedJob: async () => {
        calls.push('release');
        return {};
      },
      patchNamespacedJob: async () => {
        calls.push('renew');
        return {};
      },
    },
    apps: {
      listNamespacedDeployment: async () => {
        look += 1;
        return { items: contents[look]?.deployments ?? [] };
      },
      listNamespacedStatefulSet: nothing,
    },
    core: {
      listNamespacedPod: nothing,
      listNamespacedService: nothing,
      listNamespacedSecret: async () => ({ items: contents[look]?.secrets ?? [] }),
    },
  });
  const lease = claimNamespace(host, kube, createSpec(), createRef(), plan, signal);
  const outcome = await lease.catch((error: Error) => error);
  return { outcome, calls, annotations, lines: log.lines };
}

test('a free namespace is taken, and its lease tells until when', async () => {
  const { outcome, calls, annotations } = await claim(0);
  expect(outcome).toMatchObject({ uid: 'u', since: 0 });
  expect(calls).toEqual(['take']);
  expect(annotations).toMatchObject({
    [EXPIRES_AT]: new Date(6 * 3_600_000).toISOString(),
    [TTL_SECONDS]: '21600',
  });
});

test('one that is held is waited for, which is said once', async () => {
  const { outcome, calls, lines } = await claim(3);
  expect(outcome).toMatchObject({ uid: 'u' });
  expect(calls).toEqual(['take', 'take', 'take', 'take']);
  expect(lines).toEqual(['info: waiting: another job holds namespace ci']);
});

test('one that is held all the time is named in the error', async () => {
  const { outcome } = await claim(9, [], AbortSignal.abort());
  expect(outcome).toMatchObject({
    message: expect.stringContaining('Namespace ci was held by another job all the time'),
    hint: expect.stringContaining('`timeout`'),
  });
});

describe('a namespace with something in it that is not ours', () => {
  const release: V1Secret = {
    type: 'helm.sh/release.v1',
    metadata: { name: 'sh.helm.release.v1.ci-1.v1', labels: { name: 'ci-1' } },
  };

  test.each([
    ['virtual cluster theirs', { deployments: [{ metadata: { name: 'theirs' } }] }],
    ['helm release ci-1', { secrets: [release] }],
    ['Secret ci-1-certs', { secrets: [{ metadata: { name: 'ci-1-certs' } }] }],
    ['Secret vc-ci-1', { secrets: [{ metadata: { name: 'vc-ci-1' } }] }],
  ])('is given back at once: %s', async (what, contents) => {
    const { outcome, calls } = await claim(0, [contents]);
    expect(outcome).toMatchObject({ message: expect.stringContaining(what) });
    expect(calls).toEqual(['take', 'release']);
  });

  test('that has nothing to do with us is no matter', async () => {
    const secrets = [{ metadata: { name: 'registry' } }, { ...release, metadata: { name: 'x' } }];
    expect((await claim(0, [{ secrets }])).calls).toEqual(['take']);
  });
});

test('remains of the cluster before are waited for, with a lease that is kept alive', async () => {
  const ownerReferences = [
    { apiVersion: 'batch/v1', kind: 'Job', name: LEASE_NAME, uid: 'before' },
  ];
  const remains = { deployments: [{ metadata: { name: 'ci-1', ownerReferences } }] };
  const { outcome, calls, lines } = await claim(0, [remains, remains, {}]);
  expect(outcome).toMatchObject({ uid: 'u' });
  expect(calls).toEqual(['take', 'renew', 'renew']);
  expect(lines).toEqual(['info: waiting: the last cluster is leaving namespace ci']);
});
