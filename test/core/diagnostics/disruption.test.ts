import { expect, test } from '@jest/globals';
import type { CoreV1Event, V1Job, V1Pod } from '@kubernetes/client-node';
import * as labels from '../../../src/core/cluster/labels.ts';
import { describeLoss, findDisruption } from '../../../src/core/diagnostics/disruption.ts';
import { recordStatePod } from '../../../src/core/lease/state-pod.ts';
import { fakeKube } from '../../support/fake-kube.ts';
import { createRef } from '../../support/ref.ts';

const at = new Date('2026-11-26T10:00:00Z');
const later = new Date('2026-11-26T10:00:07Z');
const ref = createRef();

const pod = (uid: string, more: Partial<V1Pod> = {}): V1Pod => ({
  metadata: { name: `ci-1-${uid}`, uid, creationTimestamp: later },
  ...more,
});

const restarted = (times: number): Partial<V1Pod> => ({
  status: {
    containerStatuses: [
      {
        name: 'syncer',
        restartCount: times,
        lastState: { terminated: { finishedAt: at, reason: 'OOMKilled', exitCode: 137 } },
      },
    ] as never,
  },
});

const event = (reason: string, message: string): CoreV1Event =>
  ({ involvedObject: { uid: 'old' }, reason, message, lastTimestamp: at }) as CoreV1Event;

/** A host whose lease notes the pod `old`. */
function hostWith(pods: V1Pod[], events: CoreV1Event[] = [], noted: string | undefined = 'old/1') {
  const lease: V1Job = {
    metadata: {
      uid: 'lease',
      labels: { [labels.CLUSTER_ID]: ref.id },
      annotations: noted ? { [labels.STATE_POD]: noted } : {},
    },
  };
  const patches: unknown[] = [];
  const kube = fakeKube({
    batch: {
      readNamespacedJob: async () => lease,
      patchNamespacedJob: async ({ body }) => {
        patches.push(body);
        return lease;
      },
    },
    core: {
      listNamespacedPod: async () => ({ items: pods }),
      listNamespacedEvent: async () => ({ items: events }),
    },
  });
  return { kube, patches };
}

const found = async (...host: Parameters<typeof hostWith>) =>
  findDisruption(hostWith(...host).kube, ref);

test('a pod that is still the same was not disrupted', async () => {
  expect(await found([pod('old', restarted(1))])).toBeUndefined();
});

test('a cluster whose objects outlive its pod, or that was never usable, has no pod to look for', async () => {
  expect(await found([], [], '')).toBeUndefined();
});

test.each([
  ['deleted', [pod('new')], [event('Killing', 'Stopping container syncer')], 'it was deleted'],
  [
    'evicted for memory',
    [pod('old', { status: { phase: 'Failed', reason: 'Evicted', message: 'low on memory' } })],
    [event('Evicted', 'low on memory')],
    'Evicted: low on memory',
  ],
  [
    'evicted for its disk, and whose processes exited with 0',
    [pod('old', { status: { phase: 'Succeeded' } }), pod('new')],
    [event('Killing', 'Stopping'), event('Evicted', 'usage exceeds the limit. ')],
    'Evicted: usage exceeds the limit',
  ],
  [
    'evicted by a taint',
    [],
    [event('TaintManagerEviction', 'Marking for deletion'), event('Killing', 'Stopping')],
    'TaintManagerEviction: Marking for deletion',
  ],
  [
    'being drained',
    [
      pod('old', {
        metadata: { uid: 'old', deletionTimestamp: later },
        status: {
          conditions: [
            { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' },
          ],
        },
      }),
    ],
    [event('Killing', 'Stopping')],
    'EvictionByEvictionAPI',
  ],
])('a pod that was %s has lost all objects', async (_, pods, events, why) => {
  const disruption = await found(pods as V1Pod[], events);
  expect(disruption).toEqual({
    stateLost: true,
    detail: expect.stringContaining(`at 2026-11-26T10:00:00.000Z: ${why}`),
  });
  expect(disruption?.detail).toContain('All objects of the virtual cluster were lost');
});

test('without events, the loss has the time of the new pod', async () => {
  expect((await found([pod('new')]))?.detail).toContain('at 2026-11-26T10:00:07.000Z');
});

test('a watch returns times as text, and events may be forbidden', async () => {
  const successor = pod('new');
  Object.assign(successor.metadata ?? {}, { creationTimestamp: later.toISOString() });
  const kube = fakeKube({ core: { listNamespacedEvent: async () => Promise.reject(new Error()) } });
  expect(await describeLoss(kube, ref, { uid: 'old', pods: [successor] })).toContain(
    'at 2026-11-26T10:00:07.000Z: it was deleted or evicted',
  );
});

test('containers that restarted kept the objects', async () => {
  expect(await found([pod('old', restarted(2))])).toEqual({
    stateLost: false,
    detail: expect.stringContaining(
      'restarted at 2026-11-26T10:00:00.000Z (OOMKilled, exit code 137). It kept its objects',
    ),
  });
});

test('the note is on the lease of this cluster only', async () => {
  const { kube, patches } = hostWith([]);
  await recordStatePod(kube, ref.namespace, { uid: 'lease' }, pod('old', restarted(1)));
  expect(patches).toEqual([
    [
      { op: 'test', path: '/metadata/uid', value: 'lease' },
      { op: 'add', path: '/metadata/annotations/ephemeral-vcluster~1state-pod', value: 'old/1' },
    ],
  ]);
});
