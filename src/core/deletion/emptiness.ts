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

/**
 * Returns why a namespace without a lease must not be deleted, or undefined if it is empty. An empty namespace contains
 * only the objects that Kubernetes itself creates, and objects that Kubernetes is about to delete. An example is the
 * remains of a cluster whose lease is over.
 */
export function whyNotEmpty({ objects, seen }: Inventory): string | undefined {
  const hidden = Object.keys(REQUIRED_RESOURCES).filter((resource) => !seen.includes(resource));
  if (hidden.length > 0) return `it may contain ${hidden.join(', ')}: these could not be listed`;
  const leaving = leavingObjects(objects);
  const [foreign] = objects
    .filter((object) => !leaving.has(object.uid) && !IGNORED_KINDS.includes(object.kind))
    .map(({ kind, name }) => `${kind} ${name}`)
    .filter((id) => !IN_EVERY_NAMESPACE.includes(id));
  return foreign && `it contains ${foreign}, which ephemeral-vcluster did not create`;
}

/** Returns the uids of objects that are being deleted, or whose owners are all gone or being deleted. */
function leavingObjects(objects: readonly NamespacedObject[]): Set<string> {
  const present = new Set(objects.map(({ uid }) => uid));
  const leaving = new Set<string>();
  const isLeaving = ({ metadata: { deletionTimestamp, ownerReferences = [] } }: NamespacedObject) =>
    deletionTimestamp !== undefined ||
    (ownerReferences.length > 0 &&
      ownerReferences.every(({ kind, uid }) =>
        present.has(uid) ? leaving.has(uid) : LISTED_OWNER_KINDS.includes(kind),
      ));
  for (let before = -1; before < leaving.size; ) {
    before = leaving.size;
    for (const object of objects) if (isLeaving(object)) leaving.add(object.uid);
  }
  return leaving;
}
