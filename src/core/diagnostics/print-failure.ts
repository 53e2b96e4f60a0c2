import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import { controlPlaneSelector } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { apiMessage, type Kube, kubeOf } from '../kube/clients.ts';
import { kubeconfigSecrets } from '../kube/kubeconfig.ts';
import type { Runtime } from '../runtime.ts';
import { byTime } from '../startup/observed.ts';
import { redactor } from './redact.ts';

const LOG_LINES = 25;
const EVENTS = 10;

/**
 * Prints what helps to explain a failed creation: the last warning events, and the states and last log lines of the control
 * plane. Redacts secrets, because many people can read the log of a job.
 */
export async function printFailure(runtime: Runtime, ref: ClusterRef): Promise<void> {
  const kube = kubeOf(runtime.hostCluster);
  const redact = redactor(kubeconfigSecrets(runtime.hostCluster));
  await runtime.log.group(`Events and logs of ${ref.name}`, async () => {
    for (const read of [warnings, pods]) {
      try {
        for (const line of await read(kube, ref)) runtime.log.info(redact(line));
      } catch (error) {
        runtime.log.info(`could not read more: ${apiMessage(error)}`);
      }
    }
  });
}

async function warnings({ core }: Kube, { name, namespace }: ClusterRef): Promise<string[]> {
  const { items } = await core.listNamespacedEvent({ namespace, fieldSelector: 'type=Warning' });
  return byTime(items)
    .filter(({ involvedObject }) => involvedObject.name?.includes(name))
    .slice(-EVENTS)
    .map(({ reason, involvedObject: { kind, name }, message, count = 1 }) => {
      const times = count > 1 ? ` (${count} times)` : '';
      return `event: ${reason} ${kind} ${name}: ${message}${times}`;
    });
}

async function pods(kube: Kube, { name, namespace }: ClusterRef): Promise<string[]> {
  const labelSelector = controlPlaneSelector(name);
  const { items } = await kube.core.listNamespacedPod({ namespace, labelSelector });
  const lines = await Promise.all(items.map((pod) => podAndLogs(kube, pod)));
  return lines.flat();
}

async function podAndLogs(kube: Kube, pod: V1Pod): Promise<string[]> {
  const { metadata, status } = pod;
  const { initContainerStatuses = [], containerStatuses = [] } = status ?? {};
  const lines = [`pod ${metadata?.name}: ${status?.phase}`];
  for (const container of [...initContainerStatuses, ...containerStatuses]) {
    lines.push(`container ${container.name}: ${stateOf(container)}`);
    lines.push(...(await lastLogLines(kube, pod, container)));
  }
  return lines;
}

const stateOf = ({ state, lastState, restartCount }: V1ContainerStatus): string =>
  [
    state?.running && 'running',
    state?.waiting && `waiting, ${state.waiting.reason}`,
    state?.terminated && `ended with exit code ${state.terminated.exitCode}`,
    lastState?.terminated && `before that ended with exit code ${lastState.terminated.exitCode}`,
    restartCount > 0 && `restarts: ${restartCount}`,
  ]
    .filter(Boolean)
    .join('; ');

/** Returns the log lines of the previous run if there was one, since that run failed. Returns none for a container that succeeded. */
async function lastLogLines(
  { core }: Kube,
  { metadata }: V1Pod,
  { name, state, lastState }: V1ContainerStatus,
): Promise<string[]> {
  const previous = lastState?.terminated !== undefined && !state?.terminated;
  const hasRun = previous || state?.running || (state?.terminated?.exitCode ?? 0) !== 0;
  if (!hasRun) return [];
  const log = { name: metadata?.name ?? '', namespace: metadata?.namespace ?? '', container: name };
  try {
    const text = await core.readNamespacedPodLog({ ...log, previous, tailLines: LOG_LINES });
    return text
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`);
  } catch (error) {
    return [`  its log cannot be read: ${apiMessage(error)}`];
  }
}
