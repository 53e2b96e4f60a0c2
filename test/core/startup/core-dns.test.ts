import { expect, test } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.ts';
import type { ClusterError } from '../../../src/core/errors.ts';
import type { Runtime } from '../../../src/core/runtime.ts';
import { CoreDnsWait, failureOfCoreDns } from '../../../src/core/startup/core-dns.ts';
import { sendJson, startFakeApi } from '../../support/fake-api.ts';
import { recordingLog } from '../../support/log.ts';

const REJECTED = 'pods "x" is forbidden: violates PodSecurity "restricted:latest"';

const pod = { metadata: { name: 'coredns-abc', uid: 'u' }, status: { phase: 'Pending' } };
const event = {
  metadata: { name: 'e' },
  involvedObject: { kind: 'Pod', uid: 'u' },
  reason: 'SyncError',
  message: `Error syncing to host cluster: create object: ${REJECTED}`,
  lastTimestamp: '2026-01-01T00:00:00Z',
};

/** Lists of the virtual cluster. Watches stay open and report nothing. */
async function virtualCluster(lists: Record<string, object[]>) {
  const api = await startFakeApi((request, response) => {
    if (request.url?.includes('watch=true')) return;
    const kind = /\/namespaces\/kube-system\/(\w+)/.exec(request.url ?? '')?.[1] ?? '';
    sendJson(response, { metadata: {}, items: lists[kind] ?? [] });
  });
  const log = recordingLog();
  const runtime = { clock: systemClock, log } as unknown as Runtime;
  const stop = new AbortController();
  return {
    api,
    log,
    wait: new CoreDnsWait(runtime, api.kubeConfig, 'ci-1', stop.signal),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await api[Symbol.asyncDispose]();
    },
  };
}

test('the wait ends when the Deployment is available', async () => {
  const deployments = [{ metadata: { name: 'coredns' }, status: { availableReplicas: 1 } }];
  await using cluster = await virtualCluster({ deployments, pods: [pod] });
  await expect(cluster.wait.untilAvailable()).resolves.toBeUndefined();
});

test('the wait ends with the reason why the host cluster rejects the pod, which it names before', async () => {
  await using cluster = await virtualCluster({ pods: [pod], events: [event] });
  const error = await cluster.wait.untilAvailable().catch((it: ClusterError) => it);
  expect(String(error)).toContain(
    `Virtual cluster ci-1: the host cluster rejects pod coredns-abc: ${REJECTED}`,
  );
  expect(error).toMatchObject({ hint: expect.stringContaining('Pod Security') });
  expect(cluster.wait.waitingFor).toContain(REJECTED);
  expect(cluster.log.lines.join()).toContain(`waiting: the host cluster rejects pod coredns-abc`);
});

test('a failure is reported without a wait, too', async () => {
  await using failing = await virtualCluster({ pods: [pod], events: [event] });
  expect(await failureOfCoreDns(failing.api.kubeConfig, 'ci-1')).toContain(REJECTED);
  await using starting = await virtualCluster({ pods: [pod] });
  expect(await failureOfCoreDns(starting.api.kubeConfig, 'ci-1')).toBeUndefined();
});
