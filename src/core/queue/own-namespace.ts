import type { V1Namespace } from '@kubernetes/client-node';
import { refusal } from '../causes/host-refusal.ts';
import { carriesId, describeLabelChanges, ownLabels } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { ClusterError } from '../errors.ts';
import { isConflict, type Kube, orUndefined, unlessGone } from '../kube/clients.ts';

/**
 * Creates the cluster's dedicated namespace. An existing namespace of that name stays untouched and is an error.
 *
 * @throws ClusterError if the host cluster overwrote its labels: a lost runner's namespace would stay for ever.
 */
export async function createNamespace(kube: Kube, ref: ClusterRef): Promise<void> {
  const what = `Could not create the namespace ${ref.namespace}`;
  const body = { metadata: { name: ref.namespace, labels: ownLabels(ref) } };
  let made: V1Namespace;
  try {
    made = await kube.core.createNamespace({ body });
  } catch (error) {
    if (isConflict(error) && (await belongsTo(kube, ref))) return;
    throw refusal(what, error);
  }
  const changes = describeLabelChanges(made, body.metadata.labels);
  if (!changes) return;
  const preconditions = { uid: made.metadata?.uid };
  await unlessGone(kube.core.deleteNamespace({ name: ref.namespace, body: { preconditions } }));
  throw new ClusterError(
    `${what}: the host cluster changed it, so a sweep would not find it: ${changes}. The namespace was deleted.`,
    { hint: HINT },
  );
}

const HINT =
  'A webhook or policy of the host cluster overwrites labels. Exempt the namespaces with the label ephemeral-vcluster/id from it, or set `namespace` to an existing one.';

/** If the answer to the first attempt was lost, a retry finds the namespace that this job created. */
async function belongsTo(kube: Kube, ref: ClusterRef): Promise<boolean> {
  return carriesId(await orUndefined(kube.core.readNamespace({ name: ref.namespace })), ref);
}
