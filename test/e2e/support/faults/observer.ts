import { setTimeout as sleep } from 'node:timers/promises';
import type { CoreV1Event, V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { Kube } from '../../../../src/core/kube/clients.ts';

/** What somebody sees of a namespace who looks at the host, and at nothing of ours. */
export interface Observation {
  pods: V1Pod[];
  events: CoreV1Event[];
}

export type Condition = (sight: Observation) => boolean;

const POLL = 200;

/** When `look` was first true, in milliseconds since the epoch; undefined where it never was before `signal` aborted. */
export async function firstSeen(
  kube: Kube,
  namespace: string,
  look: Condition,
  signal: AbortSignal,
): Promise<number | undefined> {
  while (!signal.aborted) {
    const [pods, events] = await Promise.all([
      kube.core.listNamespacedPod({ namespace }),
      kube.core.listNamespacedEvent({ namespace }),
    ]);
    if (look({ pods: pods.items, events: events.items })) return Date.now();
    await sleep(POLL);
  }
  return undefined;
}

/** An event of that reason, on whatever object. */
export const event =
  (reason: string): Condition =>
  ({ events }) =>
    events.some((one) => one.reason === reason);

/** A pod that no node takes. */
export const unscheduled: Condition = ({ pods }) =>
  pods.some(({ status }) =>
    status?.conditions?.some((it) => it.type === 'PodScheduled' && it.status === 'False'),
  );

/** A container that waits for such a reason. */
export const waiting = (reason: RegExp): Condition =>
  container(({ state }) => reason.test(state?.waiting?.reason ?? ''));

/** A container that has failed, whether it was started again or not. */
export const crashed: Condition = container(({ state, lastState }) =>
  [state, lastState].some((it) => (it?.terminated?.exitCode ?? 0) !== 0),
);

function container(is: (status: V1ContainerStatus) => boolean): Condition {
  return ({ pods }) =>
    pods.some(({ status }) =>
      [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].some(is),
    );
}
