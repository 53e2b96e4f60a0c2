import { type Kube, kubeOf } from '../kube/clients.ts';
import type { Runtime } from '../runtime.ts';
import { findOrphans } from './find-orphans.ts';
import { orphansAmong } from './orphans.ts';
import { removeOrphan, type Swept } from './remove-orphan.ts';

export interface SweepOptions {
  /**
   * The minimum age of an orphan, and the minimum time since a lease expired, in milliseconds. Protects clusters during
   * creation, because the namespace is created shortly before the lease. Default: ten minutes.
   */
  olderThan?: number;
  /** Whether only to report what would be deleted. */
  dryRun?: boolean;
  /** Checks only the leases in these namespaces, for users without rights in all namespaces. Default: all namespaces. */
  namespaces?: readonly string[] | undefined;
  /** Ends the sweep before the next object. */
  signal?: AbortSignal;
}

export interface SweepResult {
  objects: Swept[];
  /** One sentence for each kind of object that the sweep had no permission to list. */
  notes: string[];
}

const OLDER_THAN = 10 * 60_000;

/**
 * Removes expired objects and orphans that ephemeral-vcluster created on the host cluster:
 * - leases that the host did not end at their deadline, because its controllers did not work;
 * - namespaces that were created for a cluster, are empty and contain no lease;
 * - ClusterRoles and ClusterRoleBindings that helm created for a cluster whose namespace contains no lease.
 *
 * Recognizes each object by its name and by its labels with the random ID of its cluster, checks it again immediately
 * before the deletion, and deletes it by its uid. Keeps PersistentVolumes: the host retains only volumes with the reclaim
 * policy Retain, and nothing in them identifies their cluster.
 */
export async function sweep(
  runtime: Pick<Runtime, 'hostCluster'>,
  { olderThan = OLDER_THAN, dryRun = false, namespaces = [], signal }: SweepOptions = {},
): Promise<SweepResult> {
  const kube = kubeOf(runtime.hostCluster);
  const notes: string[] = [];
  const seen = await findOrphans(kube, namespaces, notes);
  const age = { now: await hostTime(kube), olderThan };
  const objects: Swept[] = [];
  // One at a time, to keep the load on the host low. No caller waits for this.
  for (const orphan of orphansAmong(seen, age)) {
    if (signal?.aborted) break;
    objects.push(await removeOrphan({ kube, dryRun }, orphan));
  }
  return { objects, notes };
}

/** Returns the host's time in milliseconds since the epoch, exact to the second. The creation times of objects use it. */
async function hostTime(kube: Kube): Promise<number> {
  const { headers } = await kube.version.getCodeWithHttpInfo();
  const time = Date.parse(headers.date ?? '');
  if (Number.isNaN(time))
    throw new Error(
      'The host cluster sent no valid Date header, so the age of its objects is unknown: check the proxies between this machine and the host cluster.',
    );
  return time;
}
