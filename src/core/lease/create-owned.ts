import type { V1Secret } from '@kubernetes/client-node';
import { refusal } from '../causes/host-refusal.ts';
import { carriesId } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { isConflict, type Kube, orUndefined } from '../kube/clients.ts';

/** Makes a Secret with our labels beside the lease. One of that name that another made stays, and is an error. */
export async function createOwned(kube: Kube, ref: ClusterRef, body: V1Secret): Promise<void> {
  const { namespace } = ref;
  const name = body.metadata?.name ?? '';
  try {
    await kube.core.createNamespacedSecret({ namespace, body });
  } catch (error) {
    // "It exists" answers also a second try of ours, whose first one got through though its answer did not.
    if (isConflict(error) && (await isOurs(kube, ref, name))) return;
    throw refusal(`Could not make Secret ${name} in namespace ${namespace}`, error);
  }
}

const isOurs = async ({ core }: Kube, ref: ClusterRef, name: string): Promise<boolean> =>
  carriesId(await orUndefined(core.readNamespacedSecret({ name, namespace: ref.namespace })), ref);
