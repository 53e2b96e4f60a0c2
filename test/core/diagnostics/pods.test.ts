import { expect, test } from '@jest/globals';
import type { V1ContainerStatus, V1Pod, V1PodStatus } from '@kubernetes/client-node';
import { logsOf } from '../../../src/core/diagnostics/container-logs.ts';
import { notReadyReason } from '../../../src/core/diagnostics/pod-health.ts';

const container = (state: V1ContainerStatus['state'], restartCount = 0): V1ContainerStatus => ({
  name: 'main',
  image: 'web',
  imageID: '',
  ready: false,
  restartCount,
  ...(state && { state }),
});

const pod = (name: string, status: V1PodStatus): V1Pod => ({
  metadata: { name, namespace: 'default' },
  status,
});

const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
const running = container({ running: {} });
const ended = { terminated: { exitCode: 7, reason: 'Error' } };
const backOff = {
  ...container({ waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } }, 2),
  lastState: ended,
};

test.each<[string, V1PodStatus, string | undefined]>([
  ['is ready', { ...ready, containerStatuses: [running] }, undefined],
  ['has succeeded', { phase: 'Succeeded' }, undefined],
  [
    'fits no node',
    {
      phase: 'Pending',
      conditions: [
        { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' },
      ],
    },
    'Unschedulable: 0/1 nodes',
  ],
  [
    'crashes repeatedly',
    { phase: 'Running', containerStatuses: [backOff] },
    'container main: CrashLoopBackOff: back-off 10s; ended with code 7',
  ],
  [
    'waits for an init container that fails',
    {
      initContainerStatuses: [{ ...container(ended), name: 'init' }],
      containerStatuses: [container({ waiting: { reason: 'PodInitializing' } })],
    },
    'container init: Error: ended with code 7',
  ],
  ['was evicted', { phase: 'Failed', reason: 'Evicted', message: 'no disk' }, 'Evicted: no disk'],
  [
    'has a probe that fails',
    {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'False', message: 'containers with unready status' }],
      containerStatuses: [running],
    },
    'Running: containers with unready status',
  ],
])('a pod that %s', (_, status, reason) => {
  expect(notReadyReason(pod('web', status))).toBe(reason);
});

test('logs of pods that are not ready come first, then of restarted pods, and none of containers that never ran', () => {
  const pods = [
    pod('fine', { ...ready, containerStatuses: [running] }),
    pod('again', { ...ready, containerStatuses: [container({ running: {} }, 1)] }),
    pod('crashing', { containerStatuses: [backOff] }),
    pod('pulling', { containerStatuses: [container({ waiting: { reason: 'ErrImagePull' } })] }),
  ];
  expect(logsOf(pods).map(({ file }) => file)).toEqual([
    'default/crashing/main.log',
    'default/again/main.log',
    'default/again/main.previous.log',
    'default/fine/main.log',
  ]);
});
