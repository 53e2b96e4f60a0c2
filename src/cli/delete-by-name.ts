import { systemClock } from '../core/clock.ts';
import { type DeleteResult, deleteCluster } from '../core/deletion/delete.ts';
import { findCluster } from '../core/find-cluster.ts';
import type { Log } from '../core/host.ts';
import type { HostChoice } from '../faces/choose-host.ts';
import { endKeeper } from '../faces/keeper-process.ts';
import { deleteSaved, removeSaved, type SavedCluster } from '../faces/saved-cluster.ts';
import { loadState, removeStateFolder } from './state-folder.ts';

export interface DeletionOptions {
  /** Where clusters are remembered. */
  stateDir: string;
  /** The namespace of the host; without it all are looked through for what is not remembered. */
  namespace?: string | undefined;
  /** How long to verify, in milliseconds. */
  cleanupTimeout: number;
  /** The host cluster, for what is not remembered. */
  host: () => HostChoice;
}

export interface Deleted extends DeleteResult {
  name: string;
  namespace: string;
}

/** Deletes the cluster `name`: the one that is remembered, else the one that the host has. */
export async function deleteByName(
  name: string,
  options: DeletionOptions,
  log: Log,
): Promise<Deleted> {
  const { stateDir, namespace, cleanupTimeout: verifyFor } = options;
  const saved = await loadState(stateDir, name);
  if (saved && (!namespace || namespace === saved.ref.namespace)) {
    return deleteRemembered(saved, verifyFor, log);
  }
  const host = { kubeConfig: options.host().kubeConfig, clock: systemClock };
  const ref = await findCluster(host, name, namespace);
  const result = await deleteCluster(host, ref, { verifyFor });
  if (!saved) await removeStateFolder(stateDir, name);
  return { name, namespace: ref.namespace, ...result };
}

/** What is still being deleted stays remembered, to be looked at again. */
export async function deleteRemembered(
  saved: SavedCluster,
  verifyFor: number,
  log: Log,
): Promise<Deleted> {
  const { name, namespace } = saved.ref;
  const keeperEnd = await endKeeper(saved);
  if (keeperEnd) log.warning(`The keeper of ${name} had ended before: ${keeperEnd}.`);
  const result = await deleteSaved(saved, { verifyFor });
  if (result.state !== 'deleting') await removeSaved(saved);
  return { name, namespace, ...result };
}
