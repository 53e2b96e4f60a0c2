import type { CoreV1Event, V1ContainerStatus, V1Pod } from '@kubernetes/client-node';

/** Where a control plane's pod stands. */
export interface Progress {
  /** Goes after "waiting: ". */
  text: string;
  /** Present where waiting longer is unlikely to help: what to do. */
  cure?: string;
}

const PULL_FAILED = ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'];
const START_FAILED = ['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'];

/** Says what the pod waits for. `events` are those of the namespace, in any order. */
export function describeProgress(pod: V1Pod | undefined, events: CoreV1Event[]): Progress {
  if (!pod) return withoutPod(events);
  const statuses = [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ];
  return unscheduled(pod) ?? failing(statuses) ?? pulling(pod, events) ?? starting(pod);
}

function withoutPod(events: CoreV1Event[]): Progress {
  const refused = newest(events.filter(({ reason }) => reason === 'FailedCreate'));
  if (!refused) return { text: 'its pod is being made' };
  return {
    text: `the host refuses its pod: ${refused.message}`,
    cure: /exceeded quota|limits?\./.test(refused.message ?? '')
      ? 'Raise the ResourceQuota of the namespace, or set requests and limits by `values`.'
      : 'An admission rule of the host is against it: see the message, and change the rule or `values`.',
  };
}

function unscheduled(pod: V1Pod): Progress | undefined {
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'True') return undefined;
  if (!scheduled?.message) return { text: 'a node for its pod is being chosen' };
  return {
    text: `no node fits its pod: ${scheduled.message}`,
    cure: 'Free resources on the host cluster, or lower the requests by `values`.',
  };
}

function failing(statuses: V1ContainerStatus[]): Progress | undefined {
  for (const { image, name, state, lastState } of statuses) {
    const { reason = '', message = '' } = state?.waiting ?? {};
    if (PULL_FAILED.includes(reason)) {
      return {
        text: `cannot pull image ${image}: ${message || reason}`,
        cure: 'Check that this version exists and that the nodes reach its registry.',
      };
    }
    if (START_FAILED.includes(reason)) {
      return {
        text: `container ${name} cannot start: ${message || reason}`,
        cure: 'See the message.',
      };
    }
    const ended = state?.terminated ?? lastState?.terminated;
    if (ended && ended.exitCode !== 0) {
      return {
        text: `container ${name} ended with code ${ended.exitCode} (${ended.reason ?? 'no reason'})`,
        cure: 'Its last log lines follow.',
      };
    }
  }
  return undefined;
}

function pulling(pod: V1Pod, events: CoreV1Event[]): Progress | undefined {
  const own = events.filter(({ involvedObject }) => involvedObject.uid === pod.metadata?.uid);
  const last = newest(own.filter(({ reason }) => reason === 'Pulling' || reason === 'Pulled'));
  const image = /image "([^"]+)"/.exec(last?.message ?? '')?.[1];
  return last?.reason === 'Pulling' ? { text: `pulling image ${image}` } : undefined;
}

function starting(pod: V1Pod): Progress {
  const main = pod.status?.containerStatuses?.[0];
  if (main?.state?.running) return { text: 'the API server is starting' };
  const init = pod.status?.initContainerStatuses?.some(({ state }) => state?.running);
  return {
    text: init ? 'the Kubernetes binaries are being copied' : 'its containers are being made',
  };
}

const newest = (events: CoreV1Event[]): CoreV1Event | undefined =>
  events.toSorted((a, b) => timeOf(a) - timeOf(b)).at(-1);

const timeOf = ({ lastTimestamp, eventTime, firstTimestamp }: CoreV1Event): number =>
  new Date(lastTimestamp ?? eventTime ?? firstTimestamp ?? 0).getTime();
