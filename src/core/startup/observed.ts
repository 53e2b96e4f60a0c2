import type {
  CoreV1Event,
  V1ContainerStatus,
  V1Deployment,
  V1Pod,
  V1StatefulSet,
} from '@kubernetes/client-node';

/** What a cluster shows of one pod on which the creation waits: the control plane's, or CoreDNS's in the new cluster. */
export interface Observed {
  /** The program in the pod, for messages. Default: the API server. */
  program?: string;
  /** Name of the container of that program. Default: syncer, the one of vcluster. */
  container?: string;
  pod?: V1Pod | undefined;
  /** The Deployment or StatefulSet of the pod. It is read only if the pod is late. */
  workload?: V1Deployment | V1StatefulSet | undefined;
  /** All events of the namespace, for any object, in any order. */
  events: readonly CoreV1Event[];
  /** Why the pod cannot be read now. */
  unreadable?: string | undefined;
}

/** Returns the current pod: the newest one that is not being deleted. A pod that has ended is returned only if there is no other. */
export const currentPod = (pods: readonly V1Pod[]): V1Pod | undefined =>
  pods
    .filter(({ metadata }) => !metadata?.deletionTimestamp)
    .toSorted(
      (a, b) => Number(hasEnded(a)) - Number(hasEnded(b)) || creationTime(b) - creationTime(a),
    )[0];

/** Returns the status of the program's own container. A webhook of the host may have added others, such as a sidecar of Istio. */
export const ownStatus = ({ status }: V1Pod, container = 'syncer'): V1ContainerStatus | undefined =>
  status?.containerStatuses?.find(({ name }) => name === container);

/**
 * Whether the node has ended the pod, which is not restarted then. The kubelet reports an evicted pod as succeeded if its
 * processes exit with 0, as those of vcluster 0.36 do.
 */
export const hasEnded = ({ status }: V1Pod): boolean =>
  status?.phase === 'Failed' || status?.phase === 'Succeeded';

export const isScheduled = ({ status }: V1Pod): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'PodScheduled' && is === 'True') ??
  false;

/** Returns the events of the pod itself, oldest first. */
export function podEvents({ pod, events }: Observed): CoreV1Event[] {
  const uid = pod?.metadata?.uid;
  return byTime(events.filter(({ involvedObject }) => uid && involvedObject.uid === uid));
}

/** Returns the events since the creation of the workload, oldest first. An earlier cluster of the same name may have left older ones. */
export function newEvents({ workload, events }: Observed): CoreV1Event[] {
  if (!workload) return [];
  return byTime(events.filter((event) => timeOf(event) >= creationTime(workload)));
}

/** Sorts events, oldest first. */
export const byTime = (events: readonly CoreV1Event[]): CoreV1Event[] =>
  events.toSorted((a, b) => timeOf(a) - timeOf(b));

/** Returns the time of the last occurrence in milliseconds since the epoch. Most events are precise only to the second. */
export const timeOf = ({ lastTimestamp, eventTime, firstTimestamp }: CoreV1Event): number =>
  new Date(lastTimestamp ?? eventTime ?? firstTimestamp ?? 0).getTime();

const creationTime = ({ metadata }: V1Pod | V1Deployment | V1StatefulSet): number =>
  new Date(metadata?.creationTimestamp ?? 0).getTime();
