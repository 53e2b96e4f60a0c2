import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';

/** A pod that is not ready, and why. */
export interface NotReadyPod {
  namespace: string;
  name: string;
  reason: string;
}

/** Returns why a pod is not ready, as Kubernetes reports it. Undefined if the pod is ready or has succeeded. */
export function notReadyReason({ status = {}, metadata }: V1Pod): string | undefined {
  const { phase, reason, message, conditions = [] } = status;
  const condition = (type: string) => conditions.find((found) => found.type === type);
  if (phase === 'Succeeded' || condition('Ready')?.status === 'True') return undefined;
  if (metadata?.deletionTimestamp) return 'it is being deleted';
  const scheduled = condition('PodScheduled');
  if (scheduled?.status === 'False') return words(scheduled.reason, scheduled.message);
  const [problem] = statusesOf({ status }).flatMap(
    (container) => containerProblem(container) ?? [],
  );
  return (
    problem ?? (words(reason, message) || words(phase, condition('Ready')?.message) || 'not ready')
  );
}

/** Returns whether one of its containers was restarted. */
export const isRestarted = (pod: V1Pod): boolean =>
  statusesOf(pod).some(({ restartCount }) => restartCount > 0);

/** Returns the statuses of all containers, in the order in which they start. */
export const statusesOf = ({ status }: V1Pod): V1ContainerStatus[] => [
  ...(status?.initContainerStatuses ?? []),
  ...(status?.containerStatuses ?? []),
  ...(status?.ephemeralContainerStatuses ?? []),
];

/** The reasons of containers that wait for earlier containers of their pod. */
const WAITING_TO_START = ['ContainerCreating', 'PodInitializing'];

function containerProblem({ name, state, lastState }: V1ContainerStatus): string | undefined {
  const { waiting, terminated } = state ?? {};
  const ended = terminated ?? lastState?.terminated;
  const code = ended && ended.exitCode !== 0 ? `ended with code ${ended.exitCode}` : '';
  if (waiting && !WAITING_TO_START.includes(waiting.reason ?? '')) {
    return `container ${name}: ${[words(waiting.reason, waiting.message), code].filter(Boolean).join('; ')}`;
  }
  return code ? `container ${name}: ${words(ended?.reason, code)}` : undefined;
}

const words = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(': ');
