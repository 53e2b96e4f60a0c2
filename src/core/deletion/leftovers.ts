import type { V1Namespace, V1PersistentVolume } from '@kubernetes/client-node';
import { isForbidden, type Kube, orUndefined } from '../kube/clients.ts';
import { accessOf } from '../kube/http/access.ts';
import type { Runtime } from '../runtime.ts';
import { type NamespacedObject, takeInventory } from './inventory.ts';

/** One object that a deletion did not get rid of. */
export interface Leftover {
  /** `ConfigMap settings`. */
  object: string;
  /** Why it is still there, as far as the host says. */
  reason: string;
  /** What to do about it; missing where only time is needed. */
  hint?: string;
}

/** One line for a log. */
export const leftoverLine = ({ object, reason, hint }: Leftover): string =>
  `${object}: ${reason}${hint ? `. ${hint}` : ''}`;

/** What is left of a namespace that is being deleted, what holds it first. */
export async function namespaceLeftovers(
  runtime: Pick<Runtime, 'hostCluster'>,
  kube: Kube,
  name: string,
): Promise<Leftover[]> {
  const namespace = await orUndefined(kube.core.readNamespace({ name }));
  if (!namespace) return [];
  const { objects } = await takeInventory(accessOf(runtime.hostCluster), name);
  return [
    ...objectLeftovers(name, objects),
    ...(await volumeLeftovers(kube, name)),
    namespaceLeftover(namespace),
  ];
}

/** Those of `objects` that somebody holds, with who does; then those that merely take their time. */
export function objectLeftovers(
  namespace: string,
  objects: readonly NamespacedObject[],
): Leftover[] {
  const deleting = objects.filter(({ metadata }) => metadata.deletionTimestamp);
  const held = deleting.filter(({ metadata }) => metadata.finalizers?.length);
  const ending = deleting.filter((object) => !held.includes(object));
  return [...held.map((object) => heldObject(namespace, object)), ...ending.map(endingObject)];
}

/** Finalizers of Kubernetes itself: to remove one by hand would lose data, and there is a reason to look for. */
const OWN_FINALIZERS: Record<string, string> = {
  'kubernetes.io/pvc-protection': 'End the pods that use it.',
  'kubernetes.io/pv-protection': 'Delete the PersistentVolumeClaim that is bound to it.',
  foregroundDeletion: 'It goes when what it owns is gone.',
};

function heldObject(namespace: string, { resource, kind, name, metadata }: NamespacedObject) {
  const finalizers = metadata.finalizers ?? [];
  const known = finalizers.map((finalizer) => OWN_FINALIZERS[finalizer]).find(Boolean);
  const patch = `kubectl --namespace ${namespace} patch ${resource} ${name} --type merge --patch '{"metadata":{"finalizers":null}}'`;
  return {
    object: `${kind} ${name}`,
    reason: `held by the finalizer ${finalizers.join(', ')}`,
    hint: known ?? `Mend the controller that is to remove it, or remove it by hand: ${patch}`,
  };
}

const endingObject = ({ kind, name }: NamespacedObject): Leftover => ({
  object: `${kind} ${name}`,
  reason: 'its deletion goes on',
});

/** The host's own words on why a namespace stays, of the kinds that no object above shows. */
const TELLING_CONDITIONS = [
  'NamespaceDeletionDiscoveryFailure',
  'NamespaceDeletionGroupVersionParsingFailure',
  'NamespaceDeletionContentFailure',
  'NamespaceContentRemaining',
  'NamespaceFinalizersRemaining',
];

function namespaceLeftover({ metadata, status }: V1Namespace): Leftover {
  const told = (status?.conditions ?? []).filter(
    ({ type, status: state }) => state === 'True' && TELLING_CONDITIONS.includes(type),
  );
  const undiscovered = told.some(({ type }) => type === 'NamespaceDeletionDiscoveryFailure');
  return {
    object: `Namespace ${metadata?.name}`,
    reason: told.map(({ message }) => message).join(' ') || 'its deletion goes on',
    ...(undiscovered && {
      hint: 'An API of the host does not answer: see `kubectl get apiservices`.',
    }),
  };
}

/** Volumes that were bound to claims in the namespace, where we may look. */
export async function volumeLeftovers(kube: Kube, namespace: string): Promise<Leftover[]> {
  const volumes = await kube.core.listPersistentVolume().catch((error) => {
    if (isForbidden(error)) return { items: [] };
    throw error;
  });
  return volumes.items
    .filter(({ spec }) => spec?.claimRef?.namespace === namespace)
    .map(toLeftover);
}

function toLeftover({ metadata, spec, status }: V1PersistentVolume): Leftover {
  const retained = spec?.persistentVolumeReclaimPolicy === 'Retain';
  return {
    object: `PersistentVolume ${metadata?.name}`,
    reason: retained
      ? 'its StorageClass says that volumes are to be retained'
      : `it is ${status?.phase}, and goes when its claim ${spec?.claimRef?.name} is gone`,
    ...(retained && { hint: `When its data may go: kubectl delete pv ${metadata?.name}` }),
  };
}
