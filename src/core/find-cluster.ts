import { ClusterError } from './errors.ts';
import type { Host } from './host.ts';
import { isForbidden, type Kube, keepAlive, kubeOf, orUndefined } from './kube.ts';
import { CLUSTER_ID, CLUSTER_NAME, carriesId, MANAGED_BY, MANAGER } from './labels.ts';
import { type ListedCluster, listClusters } from './list.ts';
import { type ClusterRef, ownNamespaceOf } from './ref.ts';

/**
 * What `deleteCluster` needs for the cluster `name`, from the host alone, whoever made it. Where there is none, a ref
 * whose deletion says so.
 *
 * @throws ClusterError where several namespaces have one of that name.
 */
export async function findCluster(
  host: Pick<Host, 'kubeConfig'>,
  name: string,
  namespace?: string,
): Promise<ClusterRef> {
  const kube = kubeOf(keepAlive(host.kubeConfig));
  const found = (await listClusters(host, namespace)).filter((cluster) => cluster.name === name);
  const [cluster, ...others] = found;
  if (others.length > 0) {
    const where = found.map((it) => it.namespace).join(', ');
    throw new ClusterError(`There are ${found.length} clusters ${name}, in ${where}.`, {
      hint: 'Say which one by `namespace`.',
    });
  }
  return cluster ? refOf(kube, cluster) : leaseless(kube, name, namespace ?? ownNamespaceOf(name));
}

/** The ref of a cluster that was found. Its namespace is its own where that carries its id. */
export async function refOf(kube: Kube, cluster: ListedCluster): Promise<ClusterRef> {
  const { name, namespace, id, leaseUid } = cluster;
  const mayBeOwn = namespace === ownNamespaceOf(name);
  const ownNamespace = mayBeOwn && carriesId(await readNamespace(kube, namespace), { id });
  return { name, namespace, ownNamespace, id, leaseUid };
}

/** A namespace that a creation made which ended before it took the lease, or whose lease is over; or nothing of ours. */
async function leaseless(kube: Kube, name: string, namespace: string): Promise<ClusterRef> {
  const ownNamespace = namespace === ownNamespaceOf(name);
  const found = ownNamespace ? await readNamespace(kube, namespace) : undefined;
  const labels = found?.metadata?.labels ?? {};
  const isOurs = labels[MANAGED_BY] === MANAGER && labels[CLUSTER_NAME] === name;
  return { name, namespace, ownNamespace, id: (isOurs && labels[CLUSTER_ID]) || 'unknown' };
}

/** Undefined also where we may not look: tenants of one namespace have none of their own. */
const readNamespace = (kube: Kube, name: string) =>
  orUndefined(kube.core.readNamespace({ name })).catch((error) => {
    if (isForbidden(error)) return undefined;
    throw error;
  });
