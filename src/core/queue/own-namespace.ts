import { refusal } from '../causes/host-refusal.ts';
import { carriesId, ownLabels } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { isConflict, type Kube, orUndefined } from '../kube/clients.ts';

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
