import type { V1ObjectMeta } from '@kubernetes/client-node';
import type { Kube } from '../kube/clients.ts';
import { isUse, whyNotGenerated } from './generated.ts';
import type { Inventory, NamespacedObject } from './inventory.ts';

/** The objects that Kubernetes itself creates in every namespace. */
const IN_EVERY_NAMESPACE = ['ServiceAccount default', 'ConfigMap kube-root-ca.crt'];

/** Kinds that do not count: records, and objects that the host creates for a Service without an owner reference. */
const IGNORED_KINDS = ['Event', 'Endpoints'];

/**
 * The resources that must be listed before a namespace counts as empty. Secrets are missing on purpose: the right to list
 * Secrets includes their content, and that is too much to require. They count if the user has that right.
 */
export const REQUIRED_RESOURCES = {
  configmaps: 'ConfigMap',
  persistentvolumeclaims: 'PersistentVolumeClaim',
  pods: 'Pod',
  services: 'Service',
  'deployments.apps': 'Deployment',
  'replicasets.apps': 'ReplicaSet',
  'statefulsets.apps': 'StatefulSet',
  'jobs.batch': 'Job',
};

/** Kinds of owners that do not exist any more if the list does not contain them. */
const LISTED_OWNER_KINDS = Object.values(REQUIRED_RESOURCES);

/** Resources that may stay unseen, because they are records or by-products: nothing is lost with them. */
const EXPENDABLE_RESOURCES = [
  'events',
  'events.events.k8s.io',
  'endpoints',
  'endpointslices.discovery.k8s.io',
  'controllerrevisions.apps',
  'csistoragecapacities.storage.k8s.io',
  'leases.coordination.k8s.io',
  'podtemplates',
];

export interface EmptinessOptions {
  /**
   * Whether all kinds of Kubernetes itself must be listed. Default: only `REQUIRED_RESOURCES`. Secrets are never
   * required, and neither are custom resources: few users may list all of them, and they count if the user may.
   */
  allKinds?: boolean;
}

/**
 * Returns why a namespace without a lease must not be deleted, or undefined if it is empty. An empty namespace contains
 * only objects that the host creates in other namespaces too, and objects that Kubernetes is about to delete. An example
 * is the remains of a cluster whose lease is over.
 */
export async function whyNotEmpty(
  kube: Pick<Kube, 'metadata'>,
  inventory: Inventory,
  options: EmptinessOptions = {},
): Promise<string | undefined> {
  const unseen = unseenIn(inventory, options);
  if (unseen.length > 0) return `it may contain ${unseen.join(', ')}: these could not be listed`;
  const { objects } = inventory;
  const present = new Set(objects.map(({ uid }) => uid));
  const negligible = new Set(objects.filter(isEverywhere).map(({ uid }) => uid));
  for (;;) {
    addLeaving(negligible, objects);
    const rest = objects.filter(({ uid }) => !negligible.has(uid));
    // What these own is negligible if they are.
    const roots = rest.filter(
      ({ metadata }) => !ownersOf(metadata).some(({ uid }) => present.has(uid)),
    );
    const next = roots.find(isUse) ?? roots[0] ?? rest[0];
    if (!next) return undefined;
    const objection = await whyNotGenerated(kube, next);
    if (objection) return `it contains ${next.kind} ${next.name}, ${objection}`;
    negligible.add(next.uid);
  }
}

function unseenIn({ seen, hidden }: Inventory, { allKinds = false }: EmptinessOptions): string[] {
  const missing = Object.keys(REQUIRED_RESOURCES).filter((resource) => !seen.includes(resource));
  const others = hidden.filter(
    (resource) =>
      isOfKubernetes(resource) &&
      resource !== 'secrets' &&
      !EXPENDABLE_RESOURCES.includes(resource),
  );
  return [...new Set([...missing, ...(allKinds ? others : [])])];
}

/** Whether the group of a resource, such as `deployments.apps`, is one of Kubernetes. */
const isOfKubernetes = (resource: string): boolean => {
  const [, ...group] = resource.split('.');
  return group.length <= 1 || resource.endsWith('.k8s.io');
};

const isEverywhere = ({ kind, name }: NamespacedObject): boolean =>
  IGNORED_KINDS.includes(kind) || IN_EVERY_NAMESPACE.includes(`${kind} ${name}`);

/** Adds the uids of objects that are being deleted, or whose owners are all gone, being deleted or negligible. */
function addLeaving(negligible: Set<string>, objects: readonly NamespacedObject[]): void {
  const present = new Set(objects.map(({ uid }) => uid));
  const isLeaving = ({ metadata }: NamespacedObject) => {
    const owners = ownersOf(metadata);
    const isGone = ({ kind, uid }: Owner) =>
      present.has(uid) ? negligible.has(uid) : LISTED_OWNER_KINDS.includes(kind);
    return metadata.deletionTimestamp !== undefined || (owners.length > 0 && owners.every(isGone));
  };
  for (let before = -1; before < negligible.size; ) {
    before = negligible.size;
    for (const object of objects) if (isLeaving(object)) negligible.add(object.uid);
  }
}

interface Owner {
  kind: string;
  uid: string;
}

/** The Secrets of a service account, such as a token, are deleted with it, though not all of them name it as an owner. */
function ownersOf({ ownerReferences = [], annotations = {} }: V1ObjectMeta): Owner[] {
  const uid = annotations['kubernetes.io/service-account.uid'];
  return [...ownerReferences, ...(uid ? [{ kind: 'ServiceAccount', uid }] : [])];
}
