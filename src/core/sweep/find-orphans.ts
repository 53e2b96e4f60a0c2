import type { KubernetesListObject, KubernetesObject } from '@kubernetes/client-node';
import { CLUSTER_ID, MANAGED_BY, MANAGER } from '../cluster/labels.ts';
import { apiMessage, isForbidden, type Kube } from '../kube/clients.ts';
import { listManagedJobs } from '../lease/managed-jobs.ts';
import type { Seen } from './orphans.ts';

const NOTHING: Seen = { leases: [], namespaces: [], clusterScoped: [] };

/** Lists what a sweep decides on; of what it may not list it says so in `notes`. */
export async function findOrphans(
  kube: Kube,
  places: readonly string[],
  notes: string[],
): Promise<Seen> {
  const { core, rbac } = kube;
  const labelSelector = `${MANAGED_BY}=${MANAGER}`;
  const jobs = listManagedJobs(kube, places).then((items) => ({ items }));
  const leases = await listed(jobs, notes);
  // Without the leases everything would look as if it had none.
  if (!leases) return NOTHING;
  if (places.length > 0) return { ...NOTHING, leases };
  const marked = { labelSelector: CLUSTER_ID };
  const [namespaces = [], roles = [], bindings = []] = await Promise.all([
    listed(core.listNamespace({ labelSelector }), notes),
    listed(rbac.listClusterRole(marked), notes),
    listed(rbac.listClusterRoleBinding(marked), notes),
  ]);
  return {
    leases,
    namespaces,
    clusterScoped: [
      ...bindings.map((object) => ({ kind: 'ClusterRoleBinding' as const, object })),
      ...roles.map((object) => ({ kind: 'ClusterRole' as const, object })),
    ],
  };
}

/** Undefined for want of rights, which is no error: a job may have no more than it needs. */
async function listed<O extends KubernetesObject>(
  list: Promise<Pick<KubernetesListObject<O>, 'items'>>,
  notes: string[],
): Promise<O[] | undefined> {
  try {
    return (await list).items;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    notes.push(`not looked at: ${apiMessage(error)}`);
    return undefined;
  }
}
