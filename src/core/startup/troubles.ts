import type { V1Pod } from '@kubernetes/client-node';
import type { Trouble } from '../causes/causes.ts';
import { failingContainer } from './container-troubles.ts';
import { hasEnded, isScheduled, newEvents, type Observed, podEvents } from './observed.ts';

/** Events of a pod that show whether its start proceeds. */
const START_EVENTS =
  /^(Failed(Mount|AttachVolume|CreatePodSandBox)|NetworkNotReady|Pulling|Pulled)$/;
const SCALE_UP_EVENTS = /^(TriggeredScaleUp|NotTriggerScaleUp|Nominated)$/;

/** Returns the failure of the pod that its cluster shows, or undefined if there is none. */
export function findTrouble(observed: Observed): Trouble | undefined {
  const { pod, unreadable } = observed;
  if (unreadable) {
    return { step: 'access', what: 'cannot read the pod on the host cluster', why: unreadable };
  }
  if (!pod) return rejected(observed);
  if (hasEnded(pod)) return endedPod(observed, pod);
  return (
    refusedByHost(observed, pod) ??
    unscheduled(observed, pod) ??
    failingContainer(observed, pod) ??
    unprepared(observed, pod)
  );
}

function rejected(observed: Observed): Trouble | undefined {
  const { workload } = observed;
  const name = workload?.metadata?.name ?? '';
  const condition = workload?.status?.conditions?.find(
    ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
  );
  const event = newEvents(observed)
    .filter(({ reason }) => reason === 'FailedCreate' || reason === 'ReplicaSetCreateError')
    .findLast(({ involvedObject }) => involvedObject.name?.startsWith(name));
  const message = condition?.message ?? event?.message;
  if (!message) return undefined;
  return {
    step: 'admission',
    what: `the host cluster rejects the pod of ${name}`,
    why: message.replace(/^Error creating: /, ''),
  };
}

function endedPod(observed: Observed, { metadata, status }: V1Pod): Trouble {
  const evicted = podEvents(observed).findLast(({ reason }) => reason === 'Evicted');
  const { reason, message } = status?.reason ? status : (evicted ?? {});
  return {
    step: 'start',
    what: `pod ${metadata?.name} was ended by its node`,
    why: [reason, message?.trim()].filter(Boolean).join(': ') || 'the node reports no reason',
  };
}

/**
 * A pod of a virtual cluster that the host cluster does not accept stays without a node. vcluster reports the reason as an
 * event of the pod (vcluster: pkg/controllers/syncer).
 */
function refusedByHost(observed: Observed, pod: V1Pod): Trouble | undefined {
  if (isScheduled(pod)) return undefined;
  const event = podEvents(observed).findLast(({ reason }) => reason === 'SyncError');
  if (!event) return undefined;
  return {
    step: 'admission',
    what: `the host cluster rejects pod ${pod.metadata?.name}`,
    why: (event.message ?? '').replace(/^Error syncing[^:]*: (create object: )?/, ''),
  };
}

function unscheduled(observed: Observed, pod: V1Pod): Trouble | undefined {
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'True' || !scheduled?.message) return undefined;
  const unbound = failedClaim(observed, pod);
  if (unbound) return unbound;
  const scaling = scaleUp(observed);
  if (scaling && scaling.reason !== 'NotTriggerScaleUp') return undefined;
  return {
    step: 'scheduling',
    what: `no node fits pod ${pod.metadata?.name}`,
    why: [scheduled.message, scaling?.message].filter(Boolean).join('; '),
  };
}

/** Returns the last event of an autoscaler of the host cluster about the pod. */
export const scaleUp = (observed: Observed) =>
  podEvents(observed).findLast(({ reason = '' }) => SCALE_UP_EVENTS.test(reason));

function failedClaim(observed: Observed, pod: V1Pod): Trouble | undefined {
  const claims = pod.spec?.volumes?.map((volume) => volume.persistentVolumeClaim?.claimName);
  const event = newEvents(observed).findLast(
    ({ involvedObject: { kind, name }, reason }) =>
      kind === 'PersistentVolumeClaim' &&
      claims?.includes(name) &&
      (reason === 'FailedBinding' || reason === 'ProvisioningFailed'),
  );
  if (!event) return undefined;
  const { involvedObject, message = '' } = event;
  return {
    step: 'volume',
    what: `PersistentVolumeClaim ${involvedObject.name} gets no volume`,
    why: message,
  };
}

/** Before the containers of a pod start, only events report what it lacks. */
function unprepared(observed: Observed, pod: V1Pod): Trouble | undefined {
  const event = podEvents(observed).findLast(({ reason = '' }) => START_EVENTS.test(reason));
  const failed = event?.reason?.startsWith('Pull') ? undefined : event;
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const started = [...initContainerStatuses, ...containerStatuses].some(
    ({ state }) => state?.running || state?.terminated,
  );
  if (!failed || started) return undefined;
  return {
    step: 'start',
    what: `pod ${pod.metadata?.name} cannot start`,
    why: failed.message ?? failed.reason ?? '',
  };
}
