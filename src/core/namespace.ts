import { ClusterError } from './errors.ts';
import { apiMessage, isConflict, isForbidden, type Kube, orUndefined } from './kube.ts';
import { carriesId, ownLabels } from './labels.ts';
import type { ClusterRef } from './ref.ts';

/** Makes the cluster's own namespace. One of that name that exists is somebody else's, and stays untouched. */
export async function makeNamespace(kube: Kube, ref: ClusterRef): Promise<void> {
  try {
    await kube.core.createNamespace({
      body: { metadata: { name: ref.namespace, labels: ownLabels(ref) } },
    });
  } catch (error) {
    if (isConflict(error) && (await isOurs(kube, ref))) return;
    throw new ClusterError(`Could not make the namespace ${ref.namespace}: ${apiMessage(error)}`, {
      cause: error,
      ...hint(error),
    });
  }
}

/** Where the answer to making it was lost on the way, ours is there already. */
async function isOurs(kube: Kube, ref: ClusterRef): Promise<boolean> {
  return carriesId(await orUndefined(kube.core.readNamespace({ name: ref.namespace })), ref);
}

function hint(error: unknown): { hint?: string } {
  if (isForbidden(error)) {
    return {
      hint: 'Set `namespace` to an existing one that you may use, or grant the right to create namespaces.',
    };
  }
  if (isConflict(error)) {
    return {
      hint: 'Another cluster has this name: choose another `name`, or leave it out to get a unique one.',
    };
  }
  return {};
}
