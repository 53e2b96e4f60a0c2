import type { V1Secret } from '@kubernetes/client-node';
import { refusal } from '../causes/host-refusal.ts';
import { carriesId } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { isConflict, type Kube, orUndefined } from '../kube/clients.ts';

/**
 * Creates a Secret with this tool's labels in the lease's namespace. An existing Secret of another creator stays
 * untouched and is an error.
 */
export async function createOwned(kube: Kube, ref: ClusterRef, body: V1Secret): Promise<void> {
  const { namespace } = ref;
  const name = body.metadata?.name ?? '';
  try {
    await kube.core.createNamespacedSecret({ namespace, body });
  } catch (error) {
    // A retry gets "already exists", too, if the first attempt succeeded but its answer was lost.
    if (isConflict(error) && (await belongsTo(kube, ref, name))) return;
    throw refusal(`Could not create Secret ${name} in namespace ${namespace}`, error);
  }
}

const belongsTo = async ({ core }: Kube, ref: ClusterRef, name: string): Promise<boolean> =>
  carriesId(await orUndefined(core.readNamespacedSecret({ name, namespace: ref.namespace })), ref);
