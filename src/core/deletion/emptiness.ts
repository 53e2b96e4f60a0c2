import type { Inventory, NamespacedObject } from './inventory.ts';

/** What Kubernetes itself puts into every namespace. */
const IN_EVERY_NAMESPACE = ['ServiceAccount default', 'ConfigMap kube-root-ca.crt'];

/** Traces, and what the host keeps for a Service without saying so by an owner. */
const SHADOWS = ['Event', 'Endpoints'];

/**
 * A namespace whose objects of these kinds cannot be seen may hold anything. Secrets are not among them: whoever may
 * list them may read them all, which is too much to ask for. They are looked at where it is allowed.
 */
export const HAVE_TO_BE_SEEN = {
  configmaps: 'ConfigMap',
  persistentvolumeclaims: 'PersistentVolumeClaim',
  pods: 'Pod',
  services: 'Service',
  'deployments.apps': 'Deployment',
  'replicasets.apps': 'ReplicaSet',
  'statefulsets.apps': 'StatefulSet',
  'jobs.batch': 'Job',
};

/** Kinds of owners that are gone when they are not seen. */
const SEEN_OWNERS = Object.values(HAVE_TO_BE_SEEN);

/**
 * Why a namespace of ours without a lease may not be deleted, or undefined where it may: then nothing is in it but
 * what Kubernetes puts there by itself, and what Kubernetes is about to delete, such as the remains of our cluster
 * after its lease.
 */
export function whyNotEmpty({ objects, seen }: Inventory): string | undefined {
  const hidden = Object.keys(HAVE_TO_BE_SEEN).filter((resource) => !seen.includes(resource));
  if (hidden.length > 0) return `it may hold ${hidden.join(', ')}: these could not be listed`;
  const leaving = leavingObjects(objects);
  const [stranger] = objects
    .filter((object) => !leaving.has(object.uid) && !SHADOWS.includes(object.kind))
    .map(({ kind, name }) => `${kind} ${name}`)
    .filter((id) => !IN_EVERY_NAMESPACE.includes(id));
  return stranger && `it holds ${stranger}, which no cluster of ours made`;
}

/** Uids of those that are being deleted, and of those whose owners are all gone or leaving. */
function leavingObjects(objects: readonly NamespacedObject[]): Set<string> {
  const there = new Set(objects.map(({ uid }) => uid));
  const leaving = new Set<string>();
  const isLeaving = ({ metadata: { deletionTimestamp, ownerReferences = [] } }: NamespacedObject) =>
    deletionTimestamp !== undefined ||
    (ownerReferences.length > 0 &&
      ownerReferences.every(({ kind, uid }) =>
        there.has(uid) ? leaving.has(uid) : SEEN_OWNERS.includes(kind),
      ));
  for (let before = -1; before < leaving.size; ) {
    before = leaving.size;
    for (const object of objects) if (isLeaving(object)) leaving.add(object.uid);
  }
  return leaving;
}
