import { deleteClusterScoped } from '../deletion/cluster-roles.ts';
import { whyNotEmpty } from '../deletion/emptiness.ts';
import { takeInventory } from '../deletion/inventory.ts';
import { apiMessage, isConflict, isForbidden, isNotFound, type Kube } from '../kube/clients.ts';
import { readLease } from '../lease/lease.ts';
import type { Orphan } from './orphans.ts';

/** One object that is expired or an orphan, and what the sweep did with it. */
export interface Swept extends Pick<Orphan, 'kind' | 'namespace' | 'name' | 'reason'> {
  /** `skipped`: the object is in use, or the user has no permission to delete it; see `detail`. */
  state: 'deleted' | 'would be deleted' | 'skipped' | 'failed';
  detail?: string;
}

/** Checks the object again, then deletes it unless it has changed since it was listed. Never fails. */
export async function removeOrphan(
  { kube, dryRun }: { kube: Kube; dryRun: boolean },
  orphan: Orphan,
): Promise<Swept> {
  const { kind, namespace, name, reason } = orphan;
  const swept = { kind, namespace, name, reason };
  try {
    const objection = await objectionTo(kube, orphan);
    if (objection) return { ...swept, state: 'skipped', detail: objection };
    if (dryRun) return { ...swept, state: 'would be deleted' };
    await deleteAsSeen(kube, orphan);
    return { ...swept, state: 'deleted' };
  } catch (error) {
    const state = isExpected(error) ? 'skipped' : 'failed';
    return { ...swept, state, detail: apiMessage(error) };
  }
}

/** The object was deleted or has changed in the meantime, or the user has no permission to delete it. */
const isExpected = (error: unknown): boolean =>
  isNotFound(error) || isConflict(error) || isForbidden(error);

async function objectionTo(kube: Kube, { kind, namespace }: Orphan): Promise<string | undefined> {
  if (kind === 'Job') return undefined;
  if (await readLease(kube, namespace)) return 'its namespace contains a lease now';
  if (kind !== 'Namespace') return undefined;
  return whyNotEmpty(kube, await takeInventory(kube, namespace), { allKinds: true });
}

/** Requires the listed version too, because a lease that was renewed in the meantime is in use. */
function deleteAsSeen(kube: Kube, object: Orphan): Promise<unknown> {
  const { kind, name, namespace, uid, resourceVersion } = object;
  const preconditions = { uid, resourceVersion };
  if (kind === 'Namespace') return kube.core.deleteNamespace({ name, body: { preconditions } });
  if (kind !== 'Job') return deleteClusterScoped(kube, kind, name, uid);
  const body = { preconditions, propagationPolicy: 'Background' };
  return kube.batch.deleteNamespacedJob({ name, namespace, body });
}
