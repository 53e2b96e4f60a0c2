import { expect, test } from '@jest/globals';
import type { V1ContainerStatus } from '@kubernetes/client-node';
import type { Host } from '../../src/core/host.ts';
import { isReady, isStarted, PodWatch } from '../../src/core/pod-watch.ts';
import { SteppedClock } from '../support/clock.ts';
import { sendJson, startFakeApi } from '../support/fake-api.ts';
import { recordingLog } from '../support/log.ts';
import { createRef } from '../support/ref.ts';

const pod = (state: V1ContainerStatus['state'], ready = 'False') => ({
  metadata: { name: 'ci-1-abc', uid: 'u' },
  status: {
    conditions: [
      { type: 'PodScheduled', status: 'True' },
      { type: 'Ready', status: ready },
    ],
    containerStatuses: [{ name: 'syncer', image: 'a:1', state }],
  },
});

const stuck = pod({ waiting: { reason: 'ImagePullBackOff', message: 'not found' } });

/** Follows a pod that a host lists in these states one after another; `between` passes from each to the next. */
async function follow(states: object[], between: number) {
  const clock = new SteppedClock();
  const log = recordingLog();
  const rest = [...states];
  const api = await startFakeApi(async (request, response) => {
    const isList = request.url?.startsWith('/api/v1/namespaces/ci/pods?labelSelector=');
    // No watch and no events: each state is a list.
    if (!isList) return sendJson(response, { message: 'forbidden' }, 403);
    const state = rest.length > 1 ? rest.shift() : rest[0];
    await clock.sleep(between);
    sendJson(response, { metadata: {}, items: state ? [state] : [] });
  });
  const stop = new AbortController();
  const host = { kubeConfig: api.kubeConfig, clock, log } as unknown as Host;
  const watch = new PodWatch(host, createRef(), stop.signal);
  return {
    watch,
    log,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await api[Symbol.asyncDispose]();
    },
  };
}

test('each state is told once, and the pod is given when it is as wanted', async () => {
  const starting = pod({ waiting: { reason: 'ContainerCreating' } });
  await using followed = await follow([starting, starting, pod({ running: {} })], 0);
  expect((await followed.watch.until(isStarted)).metadata?.name).toBe('ci-1-abc');
  expect(followed.log.lines).toEqual([
    'info: waiting: its containers are being made',
    'info: waiting: the API server is starting',
  ]);
  expect(followed.watch.waitingFor).toBe('the API server is starting');
});

test('a trouble that passes is waited for', async () => {
  const ready = pod({ running: {} }, 'True');
  await using followed = await follow([stuck, stuck, ready], 20_000);
  expect(await followed.watch.until(isReady)).toMatchObject({ metadata: { uid: 'u' } });
});

test('one that lasts for a minute ends the waiting, with its cause and cure', async () => {
  await using followed = await follow([stuck], 20_000);
  await expect(followed.watch.until(isReady)).rejects.toMatchObject({
    message: expect.stringContaining('cannot pull image a:1: not found'),
    hint: expect.stringContaining('registry'),
  });
});

test('troubles with a good moment between them do not add up', async () => {
  const fine = pod({ running: {} });
  const states = [stuck, stuck, stuck, fine, stuck, stuck, stuck, pod({ running: {} }, 'True')];
  await using followed = await follow(states, 20_000);
  await followed.watch.until(isReady);
});
