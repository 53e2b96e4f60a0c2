import { describe, expect, test } from '@jest/globals';
import type {
  CoreV1Event,
  V1ContainerState,
  V1ContainerStatus,
  V1Deployment,
  V1Pod,
  V1PodStatus,
} from '@kubernetes/client-node';
import type { Observed } from '../../../src/core/startup/observed.ts';
import { describeProgress } from '../../../src/core/startup/progress.ts';

const scheduled = { type: 'PodScheduled', status: 'True' };

const pod = (status: V1PodStatus): V1Pod => ({
  metadata: { uid: 'pod-uid', name: 'ci-1-abc' },
  spec: {
    containers: [],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data-ci-1-0' } }],
  },
  status: { conditions: [scheduled], ...status },
});

const unscheduled = (message: string) =>
  pod({ conditions: [{ type: 'PodScheduled', status: 'False', message }] });

const container = (
  state: V1ContainerState,
  more: Partial<V1ContainerStatus> = {},
): V1ContainerStatus => ({
  name: 'syncer',
  image: 'a:1',
  imageID: '',
  ready: false,
  restartCount: 0,
  state,
  ...more,
});

const running = (state: V1ContainerState, more: Partial<V1ContainerStatus> = {}) =>
  pod({ containerStatuses: [container(state, more)] });
/** The kubelet sorts the statuses by name. */
const withSidecar = (state: V1ContainerState) => {
  const sidecar = container({ running: {} }, { name: 'istio-proxy', ready: true });
  return pod({ containerStatuses: [sidecar, container(state)] });
};
const waiting = (reason: string, message?: string) =>
  running({ waiting: { reason, ...(message && { message }) } });

/** Returns an event, by default about the pod. */
const event = (
  reason: string,
  message: string,
  at = 1,
  involvedObject: CoreV1Event['involvedObject'] = { uid: 'pod-uid' },
): CoreV1Event => ({
  metadata: {},
  involvedObject,
  reason,
  message,
  lastTimestamp: new Date(at * 1_000),
});

const replicaSet = { kind: 'ReplicaSet', name: 'ci-1-5d74' };
const claim = { kind: 'PersistentVolumeClaim', name: 'data-ci-1-0' };

const deployment = (conditions: object[] = []): V1Deployment =>
  ({
    metadata: { name: 'ci-1', creationTimestamp: new Date(0) },
    status: { conditions },
  }) as V1Deployment;

const progress = (observed: Partial<Observed>) => describeProgress({ events: [], ...observed });

describe('CoreDNS, whose status vcluster copies from the host cluster', () => {
  const dns = { program: 'CoreDNS', container: 'coredns' };
  const inState = (state: V1ContainerState) =>
    pod({ containerStatuses: [container(state, { name: 'coredns' })] });

  test('is named in each state', () => {
    expect(progress(dns).text).toBe('CoreDNS: its pod is being created');
    expect(progress({ ...dns, pod: inState({ running: {} }) }).text).toBe(
      'CoreDNS: CoreDNS is starting',
    );
  });

  test.each([
    'Error syncing to host cluster: create object: pods "x" is forbidden: exceeded quota: q',
    'Error syncing: pods "x" is forbidden: exceeded quota: q',
  ])('is rejected by the host cluster: %s', (message) => {
    const { text, cause } = progress({
      ...dns,
      pod: pod({ conditions: [] }),
      events: [event('SyncError', message)],
    });
    expect(text).toBe(
      'the host cluster rejects pod ci-1-abc: pods "x" is forbidden: exceeded quota: q',
    );
    expect(cause?.hint).toMatch(/ResourceQuota/);
  });

  test('was rejected before, and has a node now', () => {
    const { cause } = progress({ ...dns, pod: pod({}), events: [event('SyncError', 'no')] });
    expect(cause).toBeUndefined();
  });
});

describe('normal progress is described without a cause', () => {
  test.each<[string, Partial<Observed>, RegExp]>([
    ['no pod yet', {}, /pod is being created/],
    ['a pod without a status', { pod: {} }, /pod is being scheduled/],
    [
      'a pod that the scheduler has not seen yet',
      { pod: pod({ conditions: [] }) },
      /pod is being scheduled/,
    ],
    ['a pod on a node', { pod: pod({}) }, /containers are being created/],
    [
      'an image that is being pulled',
      { pod: pod({}), events: [event('Pulling', 'Pulling image "a:1"')] },
      /^pulling image a:1$/,
    ],
    [
      'the second image that is being pulled, with unordered events',
      {
        pod: pod({}),
        events: [
          event('Pulling', 'Pulling image "b:2"', 3),
          event('Pulled', 'Successfully pulled image "a:1"', 2),
          event('Pulling', 'Pulling image "a:1"', 1),
        ],
      },
      /^pulling image b:2$/,
    ],
    [
      'the image of another pod',
      { pod: pod({}), events: [event('Pulling', 'Pulling image "a:1"', 1, { uid: 'another' })] },
      /containers are being created/,
    ],
    [
      'a running init container',
      { pod: pod({ initContainerStatuses: [container({ running: {} })] }) },
      /binaries are being copied/,
    ],
    [
      'finished init containers',
      { pod: pod({ initContainerStatuses: [container({ terminated: { exitCode: 0 } })] }) },
      /containers are being created/,
    ],
    ['the running control plane', { pod: running({ running: {} }) }, /API server is starting$/],
    [
      'a restarted control plane',
      { pod: running({ running: {} }, { lastState: { terminated: { exitCode: 3 } } }) },
      /API server is starting \(again, after exit code 3\)/,
    ],
    [
      'a ready control plane',
      { pod: running({ running: {} }, { ready: true }) },
      /does not answer yet/,
    ],
    [
      'a control plane that is being created, with a sidecar that runs',
      { pod: withSidecar({ waiting: { reason: 'ContainerCreating' } }) },
      /are being created/,
    ],
    [
      'the running control plane, with a sidecar that is ready',
      { pod: withSidecar({ running: {} }) },
      /API server is starting$/,
    ],
    [
      'a container that is being created',
      { pod: waiting('ContainerCreating') },
      /are being created/,
    ],
    [
      'a mount that succeeds on the second attempt',
      {
        pod: pod({}),
        events: [
          event('FailedMount', 'secret "x" not found', 1),
          event('Pulled', 'Container image "a:1" already present', 2),
        ],
      },
      /containers are being created/,
    ],
    [
      'a node that an autoscaler adds',
      {
        pod: unscheduled('0/1 nodes: Insufficient cpu'),
        events: [event('TriggeredScaleUp', 'pod triggered scale-up: [{pool 1->2}]')],
      },
      /a node is being added: pod triggered scale-up/,
    ],
  ])('%s', (_, observed, text) => {
    const { text: said, cause } = progress(observed);
    expect(said).toMatch(text);
    expect(cause).toBeUndefined();
  });
});

describe('a failure is described with the object and the reason from the host, and has a cause', () => {
  const exit = (exitCode: number, reason?: string) => ({
    terminated: { exitCode, ...(reason && { reason }) },
  });
  const backOff = { waiting: { reason: 'CrashLoopBackOff' } };

  test.each<[string, Partial<Observed>, RegExp]>([
    [
      'a pod that cannot be read',
      { unreadable: 'pods is forbidden' },
      /cannot read the pod on the host cluster: pods is forbidden/,
    ],
    [
      'an image that cannot be pulled, without the prefixes of the layers in between',
      {
        pod: waiting(
          'ImagePullBackOff',
          'Back-off pulling image "a:1": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "a:1": gone',
        ),
      },
      /^cannot pull image a:1 of pod ci-1-abc: gone$/,
    ],
    [
      'a back-off whose status has no reason',
      {
        pod: waiting('ImagePullBackOff', 'Back-off pulling image "a:1"'),
        events: [event('Failed', 'Failed to pull image "a:1": gone')],
      },
      /: gone$/,
    ],
    ['a pull error without a message', { pod: waiting('ErrImagePull') }, /: ErrImagePull$/],
    [
      'a pull secret that is missing',
      {
        pod: waiting('ErrImagePull', 'denied'),
        events: [event('FailedToRetrieveImagePullSecret', 'no pull secrets (x).')],
      },
      /: no pull secrets \(x\)\. denied$/,
    ],
    [
      'an init image that cannot be pulled',
      {
        pod: pod({
          initContainerStatuses: [container({ waiting: { reason: 'InvalidImageName' } })],
        }),
      },
      /cannot pull image a:1/,
    ],
    [
      'no node that fits',
      { pod: unscheduled('0/1 nodes: Insufficient cpu') },
      /no node fits pod ci-1-abc: 0\/1 nodes: Insufficient cpu/,
    ],
    [
      'a node that an autoscaler does not add',
      {
        pod: unscheduled('0/1 nodes'),
        events: [event('NotTriggerScaleUp', 'max node group size reached')],
      },
      /0\/1 nodes; max node group size reached/,
    ],
    [
      'a missing volume, which is why no node fits',
      {
        pod: unscheduled('unbound immediate PersistentVolumeClaims'),
        workload: deployment(),
        events: [event('FailedBinding', 'no storage class is set', 1, claim)],
      },
      /PersistentVolumeClaim data-ci-1-0 gets no volume: no storage class is set/,
    ],
    [
      'a rejected pod, by the events of its ReplicaSet',
      {
        workload: deployment(),
        events: [
          event('FailedCreate', 'Error creating: exceeded quota: small', 2, replicaSet),
          event('FailedCreate', 'an older refusal', 1, replicaSet),
        ],
      },
      /the host cluster rejects the pod of ci-1: exceeded quota: small/,
    ],
    [
      'a rejected pod, by the condition of its Deployment',
      {
        workload: deployment([{ type: 'ReplicaFailure', status: 'True', message: 'not allowed' }]),
      },
      /the host cluster rejects the pod of ci-1: not allowed/,
    ],
    [
      'a container that cannot start',
      { pod: waiting('CreateContainerConfigError', 'secret "x" not found') },
      /container syncer of pod ci-1-abc cannot start: secret "x" not found/,
    ],
    [
      'a volume that cannot be mounted',
      { pod: pod({}), events: [event('FailedMount', 'configmap "x" not found')] },
      /pod ci-1-abc cannot start: configmap "x" not found/,
    ],
    [
      'a container that ended',
      { pod: running(exit(137, 'OOMKilled')) },
      /container syncer of pod ci-1-abc ended: exit code 137 \(OOMKilled\)/,
    ],
    [
      'a container in a crash back-off',
      { pod: running(backOff, { lastState: exit(1) }) },
      /ended: exit code 1 \(no reason\)/,
    ],
    [
      'a failed pod',
      { pod: pod({ phase: 'Failed', reason: 'Evicted', message: 'low on memory' }) },
      /pod ci-1-abc was ended by its node: Evicted: low on memory/,
    ],
    [
      'an evicted pod whose processes exited with 0',
      { pod: pod({ phase: 'Succeeded' }), events: [event('Evicted', 'exceeds the limit. ')] },
      /pod ci-1-abc was ended by its node: Evicted: exceeds the limit\./,
    ],
    [
      'a reason of several lines, on one line',
      { pod: waiting('ErrImagePull', 'one\n  two') },
      /: one two$/,
    ],
  ])('%s', (_, observed, text) => {
    const { text: said, cause } = progress(observed);
    expect(said).toMatch(text);
    expect(cause?.hint).toBeTruthy();
  });

  test('a crash has a longer grace period than a crash loop', () => {
    const once = progress({ pod: running(exit(1)) }).cause;
    const again = progress({ pod: running(backOff, { lastState: exit(1) }) }).cause;
    expect(again?.gracePeriod).toBeLessThan(once?.gracePeriod ?? 0);
  });

  test('a retried image pull has no time limit until it fails, too', () => {
    const failed = waiting('ErrImagePull', 'connection refused');
    const events = [
      event('Failed', 'Failed to pull image "a:1": connection refused', 1),
      event('Pulling', 'Pulling image "a:1"', 9),
    ];
    expect(progress({ pod: failed, events }).cause?.gracePeriod).toBe(Number.POSITIVE_INFINITY);
    const over = [...events, event('Failed', 'Failed to pull image "a:1": connection refused', 9)];
    expect(progress({ pod: failed, events: over }).cause?.gracePeriod).toBeLessThan(15_000);
  });
});

describe('events of an earlier cluster of the same name do not count:', () => {
  const workload: V1Deployment = {
    metadata: { name: 'ci-1', creationTimestamp: new Date(60_000) },
  };

  test('about rejected pods', () => {
    const events = [event('FailedCreate', 'exceeded quota', 59, replicaSet)];
    expect(progress({ workload, events }).cause).toBeUndefined();
  });

  test('about volumes', () => {
    const events = [event('FailedBinding', 'no storage class is set', 59, claim)];
    const { text } = progress({ pod: unscheduled('unbound'), workload, events });
    expect(text).toMatch(/no node fits/);
  });
});
