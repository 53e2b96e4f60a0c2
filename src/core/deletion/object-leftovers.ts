import type { V1ObjectMeta } from '@kubernetes/client-node';
import type { NamespacedObject } from './inventory.ts';
import type { Leftover } from './leftovers.ts';

/** Returns those of `objects` that a finalizer blocks, with the finalizer, then those whose deletion is in progress. */
export function objectLeftovers(
  namespace: string,
  objects: readonly NamespacedObject[],
): Leftover[] {
  const deleting = objects.filter(({ metadata }) => metadata.deletionTimestamp);
  const held = deleting.filter(({ metadata }) => metadata.finalizers?.length);
  const ending = deleting.filter((object) => !held.includes(object));
  return [
    ...held.map((object) => heldObject(namespace, object)),
    ...ending.map((object) => endingObject(namespace, object)),
  ];
}

/** Returns those of `objects` whose owners are gone, but whose deletion has not begun. */
export const uncollected = (objects: readonly NamespacedObject[]): Leftover[] =>
  objects
    .filter(({ metadata }) => !metadata.deletionTimestamp)
    .map(({ kind, name }) => ({
      object: `${kind} ${name}`,
      reason:
        'its owner is gone, and the garbage collector of the host cluster has not deleted it yet',
    }));

/** Finalizers of Kubernetes itself. Removing one by hand would lose data: remove its cause instead. */
const OWN_FINALIZERS: Record<string, string> = {
  'kubernetes.io/pvc-protection': 'End the pods that use it.',
  'kubernetes.io/pv-protection': 'Delete the PersistentVolumeClaim that is bound to it.',
  foregroundDeletion: 'Kubernetes deletes it after the objects that it owns.',
};

function heldObject(
  namespace: string,
  { resource, kind, name, metadata }: NamespacedObject,
): Leftover {
  const finalizers = metadata.finalizers ?? [];
  const known = finalizers.map((finalizer) => OWN_FINALIZERS[finalizer]).find(Boolean);
  const patch = `kubectl --namespace ${namespace} patch ${resource} ${name} --type merge --patch '{"metadata":{"finalizers":null}}'`;
  const grace = gracePeriod(metadata);
  return {
    object: `${kind} ${name}`,
    reason: `held by the finalizer ${finalizers.join(', ')}${grace ? `; ${grace}` : ''}`,
    hint: known ?? `Fix the controller that removes this finalizer, or remove it by hand: ${patch}`,
  };
}

function endingObject(namespace: string, { kind, name, metadata }: NamespacedObject): Leftover {
  const { deletionGracePeriodSeconds: seconds } = metadata;
  const isShort = kind === 'Pod' && seconds !== undefined && seconds <= 1;
  return {
    object: `${kind} ${name}`,
    reason: gracePeriod(metadata) ?? 'its deletion is in progress',
    ...(isShort && {
      hint: `If it stays, see whether its node works: kubectl --namespace ${namespace} get pod ${name} -o wide`,
    }),
  };
}

/** Says how long a pod may take to terminate, and since when; undefined for an object without a grace period. */
function gracePeriod({
  deletionTimestamp,
  deletionGracePeriodSeconds: seconds,
}: V1ObjectMeta): string | undefined {
  if (!deletionTimestamp || !seconds) return undefined;
  // The timestamp is the end of the grace period.
  const end = new Date(deletionTimestamp);
  const start = new Date(end.getTime() - seconds * 1_000);
  const period = `the deletion of ${time(start)} gave it ${seconds} s to terminate, until ${time(end)}`;
  return seconds > 1 ? `${period}, which no later deletion shortens` : period;
}

const time = (date: Date): string => date.toISOString().replace(/\.\d+/, '');
