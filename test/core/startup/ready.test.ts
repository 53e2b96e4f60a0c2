import { expect, test } from '@jest/globals';
import type { Runtime } from '../../../src/core/runtime.ts';
import { waitForNode } from '../../../src/core/startup/ready.ts';
import { sendJson, startFakeApi } from '../../support/fake-api.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const node = (status: string) => ({
  metadata: { name: 'node-1' },
  status: { conditions: [{ type: 'Ready', status }] },
});

/** The API server of a cluster with these Nodes. Watches stay open and report nothing. */
const clusterWith = (...items: object[]) =>
  startFakeApi((request, response) => {
    if (!request.url?.includes('watch=true')) sendJson(response, { metadata: {}, items });
  });

const start = ({ kubeConfig }: Awaited<ReturnType<typeof clusterWith>>, signal: AbortSignal) => {
  const clock = new ManualClock();
  return { clock, wait: waitForNode({ clock } as unknown as Runtime, kubeConfig, signal, 20_000) };
};

test('a Node that is ready ends the wait', async () => {
  await using cluster = await clusterWith(node('False'), node('True'));
  expect(await start(cluster, new AbortController().signal).wait).toBe(true);
});

test('without a ready Node, the wait ends after its time limit', async () => {
  await using cluster = await clusterWith(node('False'));
  const { clock, wait } = start(cluster, new AbortController().signal);
  await clock.pass(19_999);
  expect(await Promise.race([wait, 'waiting'])).toBe('waiting');
  await clock.pass(1);
  expect(await wait).toBe(false);
});

test('an aborted wait rejects', async () => {
  await using cluster = await clusterWith();
  const abort = new AbortController();
  const { wait } = start(cluster, abort.signal);
  abort.abort(new Error('cancelled'));
  await expect(wait).rejects.toThrow('cancelled');
});
