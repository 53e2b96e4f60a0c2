import type { V1Pod } from '@kubernetes/client-node';
import type { Trouble } from '../causes/causes.ts';
import { failingContainer } from './container-troubles.ts';
import { isGivenUp, newEvents, type Observed, podEvents } from './observed.ts';

/** Events on a pod with which its start goes on, or does not. */
const START_EVENTS =
  /^(Failed(Mount|AttachVolume|CreatePodSandBox)|NetworkNotReady|Pulling|Pulled)$/;
const SCALE_UP_EVENTS = /^(TriggeredScaleUp|NotTriggerScaleUp|Nominated)$/;

/** What is wrong with the control plane, as far as the host shows it; undefined where nothing is. */
export function findTrouble(observed: Observed): Trouble | undefined {
  const { pod, unreadable } = observed;
  if (unreadable) {
    return { step: 'access', what: 'the host does not show the pod', why: unreadable };
  }
  if (!pod) return refused(observed);
  if (isGivenUp(pod)) return givenUp(pod);
  return unscheduled(observed, pod) ?? failingContainer(observed, pod) ?? unprepared(observed, pod);
}

function refused(observed: Observed): Trouble | undefined {
  const { workload } = observed;
  const name = workload?.metadata?.name ?? '';
  const condition = workload?.status?.conditions?.find(
    ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
  );
  const event = newEvents(observed)
    .filter(({ reason }) => reason === 'FailedCreate' || reason === 'ReplicaSetCreateError')
    .findLast(({ involvedObject }) => involvedObject.name?.startsWith(name));
  const words = condition?.message ?? event?.message;
  if (!words) return undefined;
  return {
    step: 'admission',
    what: `the host refuses the pod of ${name}`,
    why: words.replace(/^Error creating: /, ''),
  };
}

const givenUp = ({ metadata, status }: V1Pod): Trouble => ({
  step: 'start',
  what: `the node gave up pod ${metadata?.name}`,
  why: [status?.reason, status?.message].filter(Boolean).join(': ') || 'it does not say why',
});

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

/** What an autoscaler of the host last said of the pod. */
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

/** Before its containers begin, only events tell what a pod lacks. */
function unprepared(observed: Observed, pod: V1Pod): Trouble | undefined {
  const event = podEvents(observed).findLast(({ reason = '' }) => START_EVENTS.test(reason));
  const failed = event?.reason?.startsWith('Pull') ? undefined : event;
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const begun = [...initContainerStatuses, ...containerStatuses].some(
    ({ state }) => state?.running || state?.terminated,
  );
  if (!failed || begun) return undefined;
  return {
    step: 'start',
    what: `pod ${pod.metadata?.name} cannot start`,
    why: failed.message ?? failed.reason ?? '',
  };
}
