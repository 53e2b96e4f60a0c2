import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';

/** A pod that does not do what it is there for. */
export interface NotReadyPod {
  namespace: string;
  name: string;
  reason: string;
}

/** Why a pod is not ready, in the words of Kubernetes; undefined where it is, or has done its work. */
export function notReadyReason({ status = {}, metadata }: V1Pod): string | undefined {
  const { phase, reason, message, conditions = [] } = status;
  const condition = (type: string) => conditions.find((found) => found.type === type);
  if (phase === 'Succeeded' || condition('Ready')?.status === 'True') return undefined;
  if (metadata?.deletionTimestamp) return 'it is being deleted';
  const scheduled = condition('PodScheduled');
  if (scheduled?.status === 'False') return words(scheduled.reason, scheduled.message);
  const [trouble] = statusesOf({ status }).flatMap(
    (container) => containerTrouble(container) ?? [],
  );
  return (
    trouble ?? (words(reason, message) || words(phase, condition('Ready')?.message) || 'not ready')
  );
}

/** Whether one of its containers was started again. */
export const isRestarted = (pod: V1Pod): boolean =>
  statusesOf(pod).some(({ restartCount }) => restartCount > 0);

/** Of all containers, in the order in which they start. */
export const statusesOf = ({ status }: V1Pod): V1ContainerStatus[] => [
  ...(status?.initContainerStatuses ?? []),
  ...(status?.containerStatuses ?? []),
  ...(status?.ephemeralContainerStatuses ?? []),
];

/** Said of every container of a pod whose first ones have not come far enough. */
const IN_LINE = ['ContainerCreating', 'PodInitializing'];

function containerTrouble({ name, state, lastState }: V1ContainerStatus): string | undefined {
  const { waiting, terminated } = state ?? {};
  const ended = terminated ?? lastState?.terminated;
  const code = ended && ended.exitCode !== 0 ? `ended with code ${ended.exitCode}` : '';
  if (waiting && !IN_LINE.includes(waiting.reason ?? '')) {
    return `container ${name}: ${[words(waiting.reason, waiting.message), code].filter(Boolean).join('; ')}`;
  }
  return code ? `container ${name}: ${words(ended?.reason, code)}` : undefined;
}

const words = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(': ');
