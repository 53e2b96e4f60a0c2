import type { Kube } from '../kube/clients.ts';
import type { NamespacedObject } from './inventory.ts';

/** In how many other namespaces an object must be, so that it is no coincidence. */
const OTHERS = 2;

/** Workloads, their Services and their data: somebody uses a namespace that contains one of them. */
const USES = [
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'services',
  'daemonsets.apps',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'cronjobs.batch',
  'jobs.batch',
];

export const isUse = ({ resource }: NamespacedObject): boolean => USES.includes(resource);

/**
 * Returns why `object` is somebody's, or undefined if the host creates it in each namespace, or in all that a policy
 * selects: then other namespaces contain an object of the same kind and name. Examples are the certificates of Istio,
 * the service accounts of OpenShift, and what Kyverno generates.
 */
export async function whyNotGenerated(
  { metadata }: Pick<Kube, 'metadata'>,
  object: NamespacedObject,
): Promise<string | undefined> {
  const foreign = 'which ephemeral-vcluster did not create';
  if (isUse(object)) return foreign;
  const { name } = object;
  const all = await metadata.list(object, { name, limit: OTHERS + 1 }).catch(() => undefined);
  if (!all) return `${foreign}; whether other namespaces contain it too could not be listed`;
  const others = all.filter(({ namespace }) => namespace !== object.metadata.namespace);
  return others.length < OTHERS ? foreign : undefined;
}
