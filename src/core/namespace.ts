import { ClusterError } from './errors.ts';
import { isConflict, type Kube, orUndefined } from './kube.ts';
import { carriesId, ownLabels } from './labels.ts';
import type { ClusterRef } from './ref.ts';
import { refusal } from './refusal.ts';

/** Makes the cluster's own namespace. One of that name that exists is somebody else's, and stays untouched. */
export async function makeNamespace(kube: Kube, ref: ClusterRef): Promise<void> {
  try {
    await kube.core.createNamespace({
      body: { metadata: { name: ref.namespace, labels: ownLabels(ref) } },
    });
  } catch (error) {
    if (isConflict(error) && (await isOurs(kube, ref))) return;
    throw refusal(`Could not make the namespace ${ref.namespace}`, error);
  }
}

/** Where the answer to making it was lost on the way, ours is there already. */
async function isOurs(kube: Kube, ref: ClusterRef): Promise<boolean> {
  return carriesId(await orUndefined(kube.core.readNamespace({ name: ref.namespace })), ref);
}

/** Refuses an existing namespace that holds a virtual cluster which no lease of ours guards. */
export async function assertNoForeignCluster(kube: Kube, namespace: string): Promise<void> {
  const labelSelector = 'app=vcluster';
  const [deployments, statefulSets] = await Promise.all([
    kube.apps.listNamespacedDeployment({ namespace, labelSelector }),
    kube.apps.listNamespacedStatefulSet({ namespace, labelSelector }),
  ]);
  const [found] = [...deployments.items, ...statefulSets.items];
  if (!found) return;
  throw new ClusterError(
    `Namespace ${namespace} already holds the virtual cluster ${found.metadata?.name}, which was not made by us; the engine allows one a namespace.`,
    { hint: 'Use another `namespace`, or none to get one of its own.' },
  );
}
