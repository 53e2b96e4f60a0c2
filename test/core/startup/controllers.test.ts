import { expect, test } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.ts';
import type { Runtime } from '../../../src/core/runtime.ts';
import { startControllers } from '../../../src/core/startup/controllers.ts';
import { sendJson, startFakeApi } from '../../support/fake-api.ts';
import { recordingLog } from '../../support/log.ts';
import { createRef } from '../../support/ref.ts';

const pod = { metadata: { name: 'ci-1-abc', uid: 'pod-1' }, status: { phase: 'Running' } };

/** Starts a host that has the pod, and answers each upgrade with `status`. */
async function startHost(status: number, message: string) {
  const upgrades: string[] = [];
  const api = await startFakeApi((_, response) => sendJson(response, { items: [pod] }));
  api.server.on('upgrade', ({ headers }, socket) => {
    upgrades.push(headers.upgrade ?? '');
    const body = JSON.stringify({ kind: 'Status', message });
    socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
  const runtime = { hostCluster: api.kubeConfig, clock: systemClock, log: recordingLog() };
  return { ...api, upgrades, adminConf: api.kubeConfig.exportConfig(), runtime };
}

test.each([400, 401, 403, 405])(
  'a port-forward that the host refuses with %d ends the wait at once, with the reason and a hint',
  async (status) => {
    await using host = await startHost(status, 'no upgrades here');
    const { signal } = new AbortController();
    const { runtime, adminConf } = host;
    const started = startControllers(
      runtime as unknown as Runtime,
      createRef(),
      adminConf.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:6443'),
      signal,
      () => {},
    );
    await expect(started).rejects.toMatchObject({
      name: 'ClusterError',
      summary: `Virtual cluster ci-1: the host cluster refuses port-forward to pod ci-1-abc: HTTP ${status}: no upgrades here.`,
      hint: expect.stringContaining('pods/portforward'),
    });
    expect(host.upgrades).toEqual(status === 401 ? ['SPDY/3.1'] : ['SPDY/3.1', 'websocket']);
  },
);

test.each([
  { status: 404, message: 'pods "ci-1-abc" not found' },
  { status: 429, message: 'too many requests' },
  { status: 503, message: 'the kubelet does not answer' },
])('an answer that may pass is tried again: $status', async ({ status, message }) => {
  await using host = await startHost(status, message);
  const over = new AbortController();
  const { runtime, adminConf } = host;
  const started = startControllers(
    runtime as unknown as Runtime,
    createRef(),
    adminConf.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:6443'),
    over.signal,
    () => {},
  );
  const spdy = () => host.upgrades.filter((upgrade) => upgrade === 'SPDY/3.1');
  while (spdy().length < 3) await systemClock.sleep(50);
  over.abort(new Error('enough'));
  await expect(started).rejects.toThrow('enough');
});
