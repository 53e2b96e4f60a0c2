import { type Kube, kubeOf, withConnectionReuse } from '../kube/clients.ts';
import { accessOf } from '../kube/http/access.ts';
import type { Runtime } from '../runtime.ts';
import { findOrphans } from './find-orphans.ts';
import { orphansAmong } from './orphans.ts';
import { removeOrphan, type Swept } from './remove-orphan.ts';

export interface SweepOptions {
  /**
   * What is younger, in milliseconds, or expired for less, is left alone: a creation under way makes its namespace
   * moments before its lease. Default ten minutes.
   */
  olderThan?: number;
  /** Whether to say only what would be deleted. */
  dryRun?: boolean;
  /** Looks for leases in these namespaces alone, where there are any, for those who may not look at the whole host. */
  namespaces?: readonly string[] | undefined;
  /** Ends it before the next object. */
  signal?: AbortSignal;
}

export interface SweepResult {
  objects: Swept[];
  /** What could not be looked at for want of rights, one sentence each. */
  notes: string[];
}

const OLDER_THAN = 10 * 60_000;

/**
 * Removes from the host what is ours and expired or orphan:
 * - leases whose deadline the host did not keep, since its controllers did not work;
 * - namespaces that were made for a cluster, without a lease and empty;
 * - ClusterRoles and ClusterRoleBindings that helm made for a cluster of ours, with no lease in its namespace.
 *
 * Each is known by our labels with the random id of its cluster and by its name, looked at once more right before, and
 * deleted by its uid. PersistentVolumes stay: a host keeps those that it was told to keep, and nothing on them says
 * whose they were.
 */
export async function sweep(
  runtime: Pick<Runtime, 'hostCluster'>,
  { olderThan = OLDER_THAN, dryRun = false, namespaces = [], signal }: SweepOptions = {},
): Promise<SweepResult> {
  const kube = kubeOf(withConnectionReuse(runtime.hostCluster));
  const access = accessOf(runtime.hostCluster);
  const notes: string[] = [];
  const seen = await findOrphans(kube, namespaces, notes);
  const age = { now: await hostTime(kube), olderThan };
  const objects: Swept[] = [];
  // One after the other: nobody waits for this, and the host has better things to do.
  for (const orphan of orphansAmong(seen, age)) {
    if (signal?.aborted) break;
    objects.push(await removeOrphan({ kube, access, dryRun }, orphan));
  }
  return { objects, notes };
}

/** The host's clock to the second, in milliseconds since the epoch: ages of its objects are counted on that one. */
async function hostTime(kube: Kube): Promise<number> {
  const { headers } = await kube.version.getCodeWithHttpInfo();
  const time = Date.parse(headers.date ?? '');
  if (Number.isNaN(time)) throw new Error('the host does not say what time it is');
  return time;
}
