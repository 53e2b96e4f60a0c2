import { setTimeout as sleep } from 'node:timers/promises';
import type { CoreV1Event, V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { Kube } from '../../../../src/core/kube/clients.ts';

/** What an observer sees of a namespace on the host, without any data of this tool. */
export interface Observation {
  pods: V1Pod[];
  events: CoreV1Event[];
  /** The log of a pod's container; empty if it has none. */
  log(pod: V1Pod, container: string): Promise<string>;
}

export type Condition = (sight: Observation) => boolean | Promise<boolean>;

const POLL = 200;

/** When `condition` was first true, in milliseconds since the epoch; undefined if it never was before `signal` aborted. */
export async function firstSeen(
  kube: Kube,
  namespace: string,
  condition: Condition,
  signal: AbortSignal,
): Promise<number | undefined> {
  while (!signal.aborted) {
    const [pods, events] = await Promise.all([
      kube.core.listNamespacedPod({ namespace }),
      kube.core.listNamespacedEvent({ namespace }),
    ]);
    const log = ({ metadata }: V1Pod, container: string) =>
      kube.core
        .readNamespacedPodLog({ name: metadata?.name ?? '', namespace, container })
        .catch(() => '');
    if (await condition({ pods: pods.items, events: events.items, log })) return Date.now();
    await sleep(POLL);
  }
  return undefined;
}

/** An event with this reason, on any object. */
export const event =
  (reason: string): Condition =>
  ({ events }) =>
    events.some((one) => one.reason === reason);

/** A pod that cannot be scheduled. */
export const unscheduled: Condition = ({ pods }) =>
  pods.some(({ status }) =>
    status?.conditions?.some((it) => it.type === 'PodScheduled' && it.status === 'False'),
  );

/** A container that is waiting, with such a reason. */
export const waiting = (reason: RegExp): Condition =>
  container(({ state }) => reason.test(state?.waiting?.reason ?? ''));

/** A container that has failed, whether or not it was restarted. */
export const crashed: Condition = container(({ state, lastState }) =>
  [state, lastState].some((it) => (it?.terminated?.exitCode ?? 0) !== 0),
);

/** A control plane whose log has such a text: of what fails in the virtual cluster, the host sees no more. */
export const logged =
  (text: RegExp): Condition =>
  async ({ pods, log }) => {
    const logs = pods.filter(hasContainer(({ name }) => name === 'syncer'));
    return (await Promise.all(logs.map((pod) => log(pod, 'syncer')))).some((it) => text.test(it));
  };

function container(is: (status: V1ContainerStatus) => boolean): Condition {
  return ({ pods }) => pods.some(hasContainer(is));
}

const hasContainer =
  (is: (status: V1ContainerStatus) => boolean) =>
  ({ status }: V1Pod): boolean =>
    [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].some(is);
