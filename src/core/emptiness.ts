import type { Inventory, NamespacedObject } from './inventory.ts';
import { LEASE_NAME } from './lease.ts';
import { ownedBy } from './ownership.ts';

/** What Kubernetes itself puts into every namespace. */
const IN_EVERY_NAMESPACE = ['ServiceAccount default', 'ConfigMap kube-root-ca.crt'];

/** Traces, and what the host keeps for a Service without saying so by an owner. */
const SHADOWS = ['Event', 'Endpoints'];

/**
 * A namespace whose objects of these kinds cannot be seen may hold anything. Secrets are not among them: whoever may
 * list them may read them all, which is too much to ask for. They are looked at where it is allowed.
 */
const HAVE_TO_BE_SEEN = [
  'configmaps',
  'persistentvolumeclaims',
  'pods',
  'services',
  'deployments.apps',
  'statefulsets.apps',
  'jobs.batch',
];

/**
 * Why a namespace of ours without a lease may not be deleted, or undefined where it may: then nothing is in it but
 * what Kubernetes puts there by itself, and remains of a lease that is over, which nobody deleted.
 */
export function whyNotEmpty({ objects, unseen }: Inventory): string | undefined {
  const hidden = HAVE_TO_BE_SEEN.filter((resource) => unseen.includes(resource));
  if (hidden.length > 0) return `the right to list ${hidden.join(', ')} in it is missing`;
  const remains = new Set(remainsOfLeases(objects));
  const [stranger] = objects
    .filter((object) => !remains.has(object) && !SHADOWS.includes(object.kind))
    .map(({ kind, name }) => `${kind} ${name}`)
    .filter((id) => !IN_EVERY_NAMESPACE.includes(id));
  return stranger && `it holds ${stranger}, which no cluster of ours made`;
}

function remainsOfLeases(objects: readonly NamespacedObject[]): NamespacedObject[] {
  const living = new Set(objects.map(({ uid }) => uid));
  const owners = objects.flatMap(({ metadata }) => metadata.ownerReferences ?? []);
  const leases = owners.filter(({ kind, name }) => kind === 'Job' && name === LEASE_NAME);
  const over = leases.map(({ uid }) => uid).filter((uid) => !living.has(uid));
  return ownedBy(over, objects);
}
