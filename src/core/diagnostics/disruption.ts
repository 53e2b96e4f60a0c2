import type { CoreV1Event, V1Pod } from '@kubernetes/client-node';
import { controlPlaneSelector } from '../cluster/labels.ts';
import type { ClusterIntent, ClusterRef } from '../cluster/ref.ts';
import { apiMessage, type Kube, kubeOf } from '../kube/clients.ts';
import { isLeaseOf, readLease } from '../lease/lease.ts';
import { recordedStatePod, restartsOf, type StatePod } from '../lease/state-pod.ts';
import type { Log, Runtime } from '../runtime.ts';
import { byTime, hasEnded, timeOf } from '../startup/observed.ts';

/** What the host cluster did to the control plane after the cluster had become usable. */
export interface Disruption {
  /** Whether all objects of the cluster were lost. */
  stateLost: boolean;
  /** What happened, when and why, in sentences for people. */
  detail: string;
}

/** Returns whether the control plane of a cluster was replaced or restarted; undefined if not, or if the cluster is gone. */
export async function findDisruption(kube: Kube, ref: ClusterRef): Promise<Disruption | undefined> {
  const { name, namespace } = ref;
  const lease = await readLease(kube, namespace);
  const recorded = lease && isLeaseOf(ref, lease) && recordedStatePod(lease.annotations);
  if (!recorded) return undefined;
  const labelSelector = controlPlaneSelector(name);
  const { items: pods } = await kube.core.listNamespacedPod({ namespace, labelSelector });
  const pod = pods.find(({ metadata }) => metadata?.uid === recorded.uid);
  if (pod && !isEnding(pod)) return restartOf(pod, recorded, name);
  const detail = await describeLoss(kube, ref, { uid: recorded.uid, pod, pods });
  return { stateLost: true, detail };
}

/** In milliseconds. The clean-up that follows has its own time limit. */
const TIME_LIMIT = 5_000;

/** Finds a disruption and logs it. A failure to look for one must not delay what the caller does next. */
export async function reportDisruption(
  { hostCluster, log, clock }: Pick<Runtime, 'hostCluster' | 'log' | 'clock'>,
  intent: ClusterIntent,
): Promise<Disruption | undefined> {
  // Otherwise its creation did not succeed, or its namespace is not known.
  if (!('namespace' in intent)) return undefined;
  const over = new AbortController();
  const late = clock.sleep(TIME_LIMIT, over.signal).then(() => undefined);
  late.catch(() => {});
  const search = findDisruption(kubeOf(hostCluster), intent).catch((error) => {
    log.debug(`could not read what became of the control plane: ${apiMessage(error)}`);
    return undefined;
  });
  const found = await Promise.race([search, late]);
  over.abort();
  if (found) logDisruption(log, found);
  return found;
}

const logDisruption = (log: Log, { stateLost, detail }: Disruption): void =>
  (stateLost ? log.error : log.warning)(detail);

interface Loss {
  /** The uid of the lost pod. */
  uid: string;
  /** The lost pod, if it is still there. */
  pod?: V1Pod | undefined;
  /** All pods of the control plane. */
  pods: readonly V1Pod[];
}

/** Says when all objects of a cluster were lost, and why its pod ended. */
export async function describeLoss(
  kube: Kube,
  { name, namespace }: Pick<ClusterRef, 'name' | 'namespace'>,
  { uid, pod, pods }: Loss,
): Promise<string> {
  const fieldSelector = `involvedObject.uid=${uid}`;
  // Without them, the loss is still certain.
  const { items } = await kube.core
    .listNamespacedEvent({ namespace, fieldSelector })
    .catch(() => ({ items: [] }));
  const event = reasonIn(items);
  const successor = pods.find(({ metadata }) => metadata?.uid !== uid)?.metadata;
  const at = event ? timeOf(event) : successor?.creationTimestamp;
  const when = at ? ` at ${new Date(at).toISOString()}` : '';
  return (
    `The host cluster ended the pod of the control plane of ${name}${when}: ${pod ? statusOf(pod, event) : reasonOf(event)}. ` +
    'All objects of the virtual cluster were lost with it.'
  );
}

/** What the kubelet, a controller or the scheduler reports of a pod that it ends, the most telling first. */
const REASONS = ['Evicted', 'Preempted', 'TaintManagerEviction', 'Killing'];

function reasonIn(events: readonly CoreV1Event[]): CoreV1Event | undefined {
  const sorted = byTime(events).toReversed();
  return REASONS.map((wanted) => sorted.find(({ reason }) => reason === wanted)).find(Boolean);
}

const reasonOf = (event: CoreV1Event | undefined): string =>
  event && event.reason !== 'Killing'
    ? `${event.reason}: ${event.message?.trim()}`
    : 'it was deleted or evicted';

/** A pod that is ending says why by its own status, if the host cluster evicts it. */
function statusOf({ status }: V1Pod, event: CoreV1Event | undefined): string {
  const target = status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
  const { reason, message } = status?.reason ? status : (target ?? {});
  return reason ? [reason, message].filter(Boolean).join(': ') : reasonOf(event);
}

const isEnding = (pod: V1Pod): boolean =>
  hasEnded(pod) || pod.metadata?.deletionTimestamp !== undefined;

/** The objects are on a volume of the pod, so they outlive its containers. */
function restartOf(pod: V1Pod, { restarts }: StatePod, name: string): Disruption | undefined {
  if (restartsOf(pod) <= restarts) return undefined;
  const ends = (pod.status?.containerStatuses ?? []).flatMap(({ lastState }) =>
    lastState?.terminated ? [lastState.terminated] : [],
  );
  const last = ends.toSorted((a, b) => Number(a.finishedAt) - Number(b.finishedAt)).at(-1);
  const when = last?.finishedAt ? ` at ${last.finishedAt.toISOString()}` : '';
  const why = last ? ` (${last.reason}, exit code ${last.exitCode})` : '';
  const detail = `The control plane of ${name} restarted${when}${why}. It kept its objects; connections to it were cut.`;
  return { stateLost: false, detail };
}
