import { describe, expect, test } from '@jest/globals';
import type { CoreV1Event, V1ContainerState, V1Pod, V1PodStatus } from '@kubernetes/client-node';
import { describeProgress } from '../../src/core/progress.ts';

const scheduled = { type: 'PodScheduled', status: 'True' };

const pod = (status: V1PodStatus): V1Pod => ({
  metadata: { uid: 'pod-uid' },
  status: { conditions: [scheduled], ...status },
});

const container = (state: V1ContainerState, lastState?: V1ContainerState) => ({
  name: 'syncer',
  image: 'loft-sh/vcluster-oss:0.30.0',
  imageID: '',
  ready: false,
  restartCount: 0,
  state,
  ...(lastState && { lastState }),
});

const event = (reason: string, message: string, at = 1, uid = 'pod-uid'): CoreV1Event => ({
  metadata: {},
  involvedObject: { uid },
  reason,
  message,
  lastTimestamp: new Date(at),
});

const waiting = (reason: string, message?: string) =>
  pod({ containerStatuses: [container({ waiting: { reason, ...(message && { message }) } })] });

describe('what passes by itself is told, with no cure', () => {
  test.each<[string, V1Pod | undefined, CoreV1Event[], RegExp]>([
    ['no pod yet', undefined, [], /pod is being made/],
    ['a pod without a status', {}, [], /node .* is being chosen/],
    ['a pod that nobody looked at', pod({ conditions: [] }), [], /node .* is being chosen/],
    ['a pod on a node', pod({}), [], /containers are being made/],
    [
      'an image on its way',
      pod({}),
      [event('Pulling', 'Pulling image "a:1"')],
      /^pulling image a:1$/,
    ],
    [
      'the second image on its way, whatever the order of the events',
      pod({}),
      [
        event('Pulling', 'Pulling image "b:2"', 3),
        event('Pulled', 'Successfully pulled image "a:1"', 2),
        event('Pulling', 'Pulling image "a:1"', 1),
      ],
      /^pulling image b:2$/,
    ],
    [
      'an image that is there',
      pod({}),
      [event('Pulled', 'pulled image "a:1"', 2), event('Pulling', 'Pulling image "a:1"', 1)],
      /containers are being made/,
    ],
    [
      "another pod's image",
      pod({}),
      [event('Pulling', 'Pulling image "a:1"', 1, 'another-uid')],
      /containers are being made/,
    ],
    [
      'an init container at work',
      pod({ initContainerStatuses: [container({ running: {} })] }),
      [],
      /binaries are being copied/,
    ],
    [
      'init containers that are done',
      pod({ initContainerStatuses: [container({ terminated: { exitCode: 0 } })] }),
      [],
      /containers are being made/,
    ],
    [
      'the control plane itself',
      pod({ containerStatuses: [container({ running: {} })] }),
      [],
      /API server is starting/,
    ],
    ['a container about to be made', waiting('ContainerCreating'), [], /containers are being made/],
  ])('%s', (_, thePod, events, text) => {
    const progress = describeProgress(thePod, events);
    expect(progress.text).toMatch(text);
    expect(progress.cure).toBeUndefined();
  });
});

describe('what is unlikely to pass comes with a cure', () => {
  test.each<[string, V1Pod | undefined, CoreV1Event[], RegExp, RegExp]>([
    [
      'an image that cannot be pulled',
      waiting('ImagePullBackOff', 'Back-off: not found'),
      [],
      /cannot pull image loft-sh\/vcluster-oss:0\.30\.0: Back-off: not found/,
      /reach its registry/,
    ],
    [
      'a pull error without words',
      waiting('ErrImagePull'),
      [],
      /: ErrImagePull$/,
      /version exists/,
    ],
    [
      'an init image that cannot be pulled',
      pod({ initContainerStatuses: [container({ waiting: { reason: 'InvalidImageName' } })] }),
      [],
      /cannot pull image/,
      /version exists/,
    ],
    [
      'no node that fits',
      pod({
        conditions: [
          { type: 'PodScheduled', status: 'False', message: '0/1 nodes: Insufficient cpu' },
        ],
      }),
      [],
      /no node fits its pod: .*Insufficient cpu/,
      /lower the requests/,
    ],
    [
      'a quota that refuses the pod',
      undefined,
      [event('FailedCreate', 'pods "x" is forbidden: exceeded quota: small, requested: pods=1')],
      /refuses its pod: .*exceeded quota: small/,
      /ResourceQuota/,
    ],
    [
      'a quota that wants limits to be set',
      undefined,
      [event('FailedCreate', 'failed quota: small: must specify limits.memory for: init')],
      /must specify limits\.memory/,
      /ResourceQuota/,
    ],
    [
      'an admission rule that refuses the pod',
      undefined,
      [
        event('FailedCreate', 'violates PodSecurity "restricted:latest"', 2),
        event('FailedCreate', 'an older refusal', 1),
      ],
      /violates PodSecurity/,
      /admission rule/,
    ],
    [
      'a container that cannot start',
      waiting('CreateContainerConfigError', 'secret "x" not found'),
      [],
      /container syncer cannot start: secret "x" not found/,
      /See the message/,
    ],
    [
      'a container that crashed',
      pod({
        containerStatuses: [container({ terminated: { exitCode: 137, reason: 'OOMKilled' } })],
      }),
      [],
      /container syncer ended with code 137 \(OOMKilled\)/,
      /log lines/,
    ],
    [
      'a container that waits after its crash',
      pod({
        containerStatuses: [
          container({ waiting: { reason: 'CrashLoopBackOff' } }, { terminated: { exitCode: 1 } }),
        ],
      }),
      [],
      /ended with code 1 \(no reason\)/,
      /log lines/,
    ],
  ])('%s', (_, thePod, events, text, cure) => {
    const progress = describeProgress(thePod, events);
    expect(progress.text).toMatch(text);
    expect(progress.cure).toMatch(cure);
  });
});
