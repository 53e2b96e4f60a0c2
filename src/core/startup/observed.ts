import type { CoreV1Event, V1Deployment, V1Pod, V1StatefulSet } from '@kubernetes/client-node';

/** What the host shows of one control plane. */
export interface Observed {
  pod?: V1Pod | undefined;
  /** What makes the pod; looked at only when that takes long. */
  workload?: V1Deployment | V1StatefulSet | undefined;
  /** Those of the namespace, in any order, whoever they are about. */
  events: readonly CoreV1Event[];
  /** Why the pod cannot be looked at now. */
  unreadable?: string | undefined;
}

/** The pod that counts: one that goes, or that the node has given up, is replaced by the next. */
export const currentPod = (pods: readonly V1Pod[]): V1Pod | undefined =>
  pods
    .filter(({ metadata }) => !metadata?.deletionTimestamp)
    .toSorted((a, b) => Number(isGivenUp(a)) - Number(isGivenUp(b)) || birth(b) - birth(a))[0];

export const isGivenUp = ({ status }: V1Pod): boolean => status?.phase === 'Failed';

export const isScheduled = ({ status }: V1Pod): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'PodScheduled' && is === 'True') ??
  false;

/** Events on the pod itself, oldest first. */
export function podEvents({ pod, events }: Observed): CoreV1Event[] {
  const uid = pod?.metadata?.uid;
  return byTime(events.filter(({ involvedObject }) => uid && involvedObject.uid === uid));
}

/** Events since the workload was made, oldest first: an earlier cluster of the same name may have left its own. */
export function newEvents({ workload, events }: Observed): CoreV1Event[] {
  if (!workload) return [];
  return byTime(events.filter((event) => timeOf(event) >= birth(workload)));
}

/** Oldest first. */
export const byTime = (events: readonly CoreV1Event[]): CoreV1Event[] =>
  events.toSorted((a, b) => timeOf(a) - timeOf(b));

/** When it last happened, in milliseconds since the epoch; most events have no more than the second. */
export const timeOf = ({ lastTimestamp, eventTime, firstTimestamp }: CoreV1Event): number =>
  new Date(lastTimestamp ?? eventTime ?? firstTimestamp ?? 0).getTime();

const birth = ({ metadata }: V1Pod | V1Deployment | V1StatefulSet): number =>
  new Date(metadata?.creationTimestamp ?? 0).getTime();
