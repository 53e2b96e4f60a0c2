import { refusal } from '../causes/host-refusal.ts';
import { carriesId, ownLabels } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { isConflict, type Kube, orUndefined } from '../kube/clients.ts';

/** Creates the cluster's dedicated namespace. An existing namespace of that name stays untouched and is an error. */
export async function createNamespace(kube: Kube, ref: ClusterRef): Promise<void> {
  try {
    await kube.core.createNamespace({
      body: { metadata: { name: ref.namespace, labels: ownLabels(ref) } },
    });
  } catch (error) {
    if (isConflict(error) && (await belongsTo(kube, ref))) return;
    throw refusal(`Could not create the namespace ${ref.namespace}`, error);
  }
}

/** If the answer to the first attempt was lost, a retry finds the namespace that this job created. */
async function belongsTo(kube: Kube, ref: ClusterRef): Promise<boolean> {
  return carriesId(await orUndefined(kube.core.readNamespace({ name: ref.namespace })), ref);
}
