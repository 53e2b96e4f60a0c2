import { describe, expect, test } from '@jest/globals';
import type { V1Deployment } from '@kubernetes/client-node';
import { claimNamespace } from '../../src/core/claim.ts';
import type { Host } from '../../src/core/host.ts';
import { CLUSTER_ID, EXPIRES_AT, TTL_SECONDS } from '../../src/core/labels.ts';
import type { Plan } from '../../src/core/plan.ts';
import { SteppedClock } from '../support/clock.ts';
import { apiException, fakeKube } from '../support/fake-kube.ts';
import { recordingLog } from '../support/log.ts';
import { createRef } from '../support/ref.ts';
import { createSpec } from '../support/spec.ts';

const plan = { kubernetesVersion: '1.34.4', vclusterVersion: '0.30.0' } as Plan;

/** Claims an existing namespace that others hold for so many tries, and in which `deployments` are. */
async function claim(
  tries: number,
  deployments: V1Deployment[] = [],
  signal = new AbortController().signal,
) {
  const calls: string[] = [];
  const log = recordingLog();
  const host = { clock: new SteppedClock(), log } as unknown as Host;
  let left = tries;
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
    },
    apps: {
      listNamespacedDeployment: async () => ({ items: deployments }),
      listNamespacedStatefulSet: async () => ({ items: [] }),
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

describe('a namespace with a cluster that is not ours', () => {
  test('is given back at once', async () => {
    const { outcome, calls } = await claim(0, [{ metadata: { name: 'theirs' } }]);
    expect(outcome).toMatchObject({ message: expect.stringContaining('virtual cluster theirs') });
    expect(calls).toEqual(['take', 'release']);
  });
});
