import type { KubernetesListObject, KubernetesObject } from '@kubernetes/client-node';
import { CLUSTER_ID, MANAGED_BY, MANAGER } from '../cluster/labels.ts';
import { apiMessage, isForbidden, type Kube } from '../kube/clients.ts';
import { listManagedJobs } from '../lease/managed-jobs.ts';
import type { SweepCandidates } from './orphans.ts';

const NONE: SweepCandidates = { leases: [], namespaces: [], clusterScoped: [] };

/** Lists the objects that a sweep checks. Adds a note to `notes` for each list that is forbidden. */
export async function findOrphans(
  kube: Kube,
  namespaces: readonly string[],
  notes: string[],
): Promise<SweepCandidates> {
  const { core, rbac } = kube;
  const labelSelector = `${MANAGED_BY}=${MANAGER}`;
  const jobs = listManagedJobs(kube, namespaces).then((items) => ({ items }));
  const leases = await listed(jobs, notes);
  // Without the leases, all objects would look like orphans.
  if (!leases) return NONE;
  if (namespaces.length > 0) return { ...NONE, leases };
  const marked = { labelSelector: CLUSTER_ID };
  const [managedNamespaces = [], roles = [], bindings = []] = await Promise.all([
    listed(core.listNamespace({ labelSelector }), notes),
    listed(rbac.listClusterRole(marked), notes),
    listed(rbac.listClusterRoleBinding(marked), notes),
  ]);
  return {
    leases,
    namespaces: managedNamespaces,
    clusterScoped: [
      ...bindings.map((object) => ({ kind: 'ClusterRoleBinding' as const, object })),
      ...roles.map((object) => ({ kind: 'ClusterRole' as const, object })),
    ],
  };
}

/** Returns undefined if the list is forbidden. That is not an error: a job can have only the minimal rights. */
async function listed<O extends KubernetesObject>(
  list: Promise<Pick<KubernetesListObject<O>, 'items'>>,
  notes: string[],
): Promise<O[] | undefined> {
  try {
    return (await list).items;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    notes.push(`not checked: ${apiMessage(error)}`);
    return undefined;
  }
}
