import { describe, expect, test } from '@jest/globals';
import type { V1ContainerStatus } from '@kubernetes/client-node';
import { systemClock } from '../../../src/core/clock.ts';
import type { Runtime } from '../../../src/core/runtime.ts';
import { isReady, isStarted, PodWatch } from '../../../src/core/startup/pod-watch.ts';
import { controlPlaneOf } from '../../../src/core/startup/subject.ts';
import { sendJson, startFakeApi } from '../../support/fake-api.ts';
import { recordingLog } from '../../support/log.ts';
import { createRef } from '../../support/ref.ts';

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

/** The lists that the host returns one after another. It repeats the last one. Watches and other kinds are forbidden. */
type Lists = Partial<Record<'pods' | 'deployments', object[][]>>;

async function follow(lists: Lists) {
  const log = recordingLog();
  const rest = structuredClone(lists);
  const api = await startFakeApi((request, response) => {
    const kind = /\/namespaces\/ci\/(\w+)\?\w+Selector=/.exec(request.url ?? '')?.[1];
    const states = rest[kind as keyof Lists];
    if (!states || request.url?.includes('watch=true')) {
      return sendJson(response, { message: `${kind} is forbidden: User "x"` }, 403);
    }
    const items = (states.length > 1 ? states.shift() : states[0]) ?? [];
    sendJson(response, { metadata: {}, items });
  });
  const stop = new AbortController();
  const runtime = { hostCluster: api.kubeConfig, clock: systemClock, log } as unknown as Runtime;
  const watch = new PodWatch(runtime, controlPlaneOf(api.kubeConfig, createRef()), stop.signal);
  return {
    watch,
    log,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await api[Symbol.asyncDispose]();
    },
  };
}

test('a pod has started when the control plane runs, not when a sidecar of the host does', () => {
  const withSidecar = (state: V1ContainerStatus['state']) => {
    const { metadata, status } = pod(state);
    const sidecar = { name: 'istio-proxy', image: 'b:1', state: { running: {} } };
    const containerStatuses = [sidecar, ...status.containerStatuses] as V1ContainerStatus[];
    return { metadata, status: { containerStatuses } };
  };
  expect(isStarted(withSidecar({ waiting: { reason: 'ContainerCreating' } }))).toBe(false);
  expect(isStarted(withSidecar({ running: {} }))).toBe(true);
});

test('each state is logged once, and the pod is returned when the condition is true', async () => {
  const starting = [pod({ waiting: { reason: 'ContainerCreating' } })];
  const pods = [starting, starting, [pod({ running: {} })]];
  await using followed = await follow({ pods });
  expect((await followed.watch.until(isStarted)).metadata?.name).toBe('ci-1-abc');
  expect(followed.log.lines.filter((line) => line.startsWith('info'))).toEqual([
    'info: waiting: its containers are being created',
    'info: waiting: the API server is starting',
  ]);
  expect(followed.watch.waitingFor).toBe('the API server is starting');
});

test('a failure that passes does not end the wait', async () => {
  const pods = [[stuck], [stuck], [pod({ running: {} }, 'True')]];
  await using followed = await follow({ pods });
  expect(await followed.watch.until(isReady)).toMatchObject({ metadata: { uid: 'u' } });
  expect(followed.log.lines.join()).toContain('cannot pull image a:1');
});

describe('a lasting failure ends the wait with its cause and hint:', () => {
  test.each<[string, Lists, RegExp, RegExp]>([
    ['of the pod', { pods: [[stuck]] }, /cannot pull image a:1 .*: not found/, /version exists/],
    [
      'of the Deployment if there is no pod',
      {
        pods: [[]],
        deployments: [
          [
            {
              metadata: { name: 'ci-1' },
              status: {
                conditions: [
                  {
                    type: 'ReplicaFailure',
                    status: 'True',
                    message: 'no PriorityClass with name x',
                  },
                ],
              },
            },
          ],
        ],
      },
      /rejects the pod of ci-1: no PriorityClass/,
      /PriorityClass/,
    ],
    ['of rights', {}, /cannot read the pod on the host cluster: pods is forbidden/, /rights\.md/],
  ])('%s', async (_, lists, summary, hint) => {
    await using followed = await follow(lists);
    await expect(followed.watch.until(isReady)).rejects.toMatchObject({
      summary: expect.stringMatching(summary),
      hint: expect.stringMatching(hint),
    });
  });
});

test('without the right to read events, the wait goes on and events are requested once', async () => {
  await using followed = await follow({ pods: [[stuck], [stuck], [pod({ running: {} })]] });
  await followed.watch.until(isStarted);
  const refusals = followed.log.lines.filter((line) => line.includes('is not watched'));
  expect(refusals).toHaveLength(1);
});
