import type { ClusterIntent } from '../cluster/ref.ts';
import { type Disruption, reportDisruption } from '../diagnostics/disruption.ts';
import { endKeeper } from '../keeper/stop.ts';
import { apiMessage } from '../kube/clients.ts';
import type { Log, Runtime } from '../runtime.ts';
import { type DeleteOptions, type DeleteResult, deleteCluster } from './delete.ts';
import { leftoverLine } from './leftovers.ts';

/** Ends the keeper of a cluster. Logs a warning if it had ended before, because that explains why a cluster is gone. */
export async function endKeeperOf(
  { log, workDir }: Pick<Runtime, 'log' | 'workDir'>,
  { name }: Pick<ClusterIntent, 'name'>,
  pid?: number,
): Promise<void> {
  const reason = await endKeeper({ workDir, name, pid });
  if (reason) log.warning(`The keeper of ${name} had ended before: ${reason}.`);
}

export interface EndOptions extends DeleteOptions {
  /** The keeper's process, if known. It is also ended if its files are gone. */
  keeperPid?: number | undefined;
}

/** The result of a deletion, and what the host cluster had done to the cluster before. */
export interface EndResult extends DeleteResult {
  disruption?: Disruption;
}

/**
 * Ends the keeper, then deletes the cluster. Without the keeper, the lease expires and deletes what this call cannot
 * delete. Logs a disruption of the cluster, and a warning for each leftover. `runtime.workDir` contains the keeper's
 * files; the caller removes it.
 */
export async function endCluster(
  runtime: Pick<Runtime, 'hostCluster' | 'clock' | 'log' | 'workDir'>,
  ref: ClusterIntent,
  { keeperPid, ...options }: EndOptions = {},
): Promise<EndResult> {
  const { log } = runtime;
  const disruption = await reportDisruption(runtime, ref);
  await endKeeperOf(runtime, ref, keeperPid);
  return log.group(`Delete ${ref.name}`, async () => {
    const result = await deleteCluster(runtime, ref, options);
    for (const leftover of result.leftovers) log.warning(leftoverLine(leftover));
    return { ...result, ...(disruption && { disruption }) };
  });
}

/** Logs the result of a deletion: as a warning if something of the cluster may be left. */
export const logResult = (log: Log, { state, detail }: DeleteResult): void =>
  (state === 'deleted' ? log.info : log.warning)(detail);

/**
 * Runs a deletion whose failure must not hide an earlier error: logs a warning instead, because the lease deletes the
 * cluster later.
 */
export async function endOrWarn(
  log: Log,
  { name }: Pick<ClusterIntent, 'name'>,
  end: () => Promise<DeleteResult>,
): Promise<DeleteResult | undefined> {
  try {
    return await end();
  } catch (error) {
    log.warning(
      `Could not delete ${name} (${apiMessage(error)}). Its lease deletes it when it expires.`,
    );
    return undefined;
  }
}
