import type { V1Namespace, V1PersistentVolume } from '@kubernetes/client-node';
import { isForbidden, type Kube, orUndefined } from '../kube/clients.ts';
import { takeInventory } from './inventory.ts';
import { objectLeftovers } from './object-leftovers.ts';

/** One object that remains after a deletion. */
export interface Leftover {
  /** Such as `ConfigMap settings`. */
  object: string;
  /** Why it remains, as far as the host reports it. */
  reason: string;
  /** What to do. Missing if waiting is enough. */
  hint?: string;
}

/** Returns one line for a log. */
export const leftoverLine = ({ object, reason, hint }: Leftover): string =>
  `${object}: ${reason}${hint ? `. ${hint}` : ''}`;

/** Lists what remains of a namespace that is being deleted. Objects that block the deletion come first. */
export async function namespaceLeftovers(kube: Kube, name: string): Promise<Leftover[]> {
  const namespace = await orUndefined(kube.core.readNamespace({ name }));
  if (!namespace) return [];
  const { objects } = await takeInventory(kube, name);
  return [
    ...objectLeftovers(name, objects),
    ...(await volumeLeftovers(kube, name)),
    namespaceLeftover(namespace),
  ];
}

/** The conditions in which the host reports why a namespace remains. They name causes that no object above shows. */
const BLOCKING_CONDITIONS = [
  'NamespaceDeletionDiscoveryFailure',
  'NamespaceDeletionGroupVersionParsingFailure',
  'NamespaceDeletionContentFailure',
  'NamespaceContentRemaining',
  'NamespaceFinalizersRemaining',
];

function namespaceLeftover({ metadata, status }: V1Namespace): Leftover {
  const blocking = (status?.conditions ?? []).filter(
    ({ type, status: state }) => state === 'True' && BLOCKING_CONDITIONS.includes(type),
  );
  const undiscovered = blocking.some(({ type }) => type === 'NamespaceDeletionDiscoveryFailure');
  return {
    object: `Namespace ${metadata?.name}`,
    reason: blocking.map(({ message }) => message).join(' ') || 'its deletion is in progress',
    ...(undiscovered && {
      hint: 'An API of the host cluster does not respond: see `kubectl get apiservices`.',
    }),
  };
}

/** Returns the volumes that were bound to claims in the namespace. Returns none if listing volumes is forbidden. */
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
      ? 'its reclaim policy is Retain, usually set by its StorageClass'
      : `it is ${status?.phase}; the host deletes it after its claim ${spec?.claimRef?.name}`,
    ...(retained && { hint: `If you do not need its data: kubectl delete pv ${metadata?.name}` }),
  };
}
