import { rm } from 'node:fs/promises';
import { systemClock } from '../core/clock.ts';
import { type DeleteOptions, type DeleteResult, deleteCluster } from '../core/deletion/delete.ts';
import type { ClusterRef } from '../core/ref.ts';
import { loadHostKubeconfig } from './host-kubeconfig.ts';

/** All that a deletion needs, with nothing else at hand: written down before the first call to the host. */
export interface SavedCluster {
  ref: ClusterRef;
  /** A 0700 folder of ours. */
  workDir: string;
  /** Our own 0600 copy of the host's credentials, in `workDir`. */
  hostKubeconfig: string;
  /** A kubeconfig that was written outside of `workDir`. */
  kubeconfigPath?: string;
  /** When the cluster is gone whatever happens, in ISO 8601. Absent until it is usable. */
  expiresAt?: string;
}

/** Deletes a cluster by what was saved of it; nothing of the environment is read. */
export const deleteSaved = (
  { ref, hostKubeconfig }: SavedCluster,
  options: DeleteOptions,
): Promise<DeleteResult> =>
  deleteCluster(
    { kubeConfig: loadHostKubeconfig(hostKubeconfig), clock: systemClock },
    ref,
    options,
  );

/** Removes what was saved, and with it the credentials. */
export async function removeSaved({ workDir, kubeconfigPath }: SavedCluster): Promise<void> {
  if (kubeconfigPath) await rm(kubeconfigPath, { force: true });
  // Last, since it says where the other file is.
  await rm(workDir, { recursive: true, force: true });
}
