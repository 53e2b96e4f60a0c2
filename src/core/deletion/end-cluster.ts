import type { ClusterIntent } from '../cluster/ref.ts';
import { endKeeper } from '../keeper/stop.ts';
import { apiMessage } from '../kube/clients.ts';
import type { Log, Runtime } from '../runtime.ts';
import { type DeleteOptions, type DeleteResult, deleteCluster } from './delete.ts';
import { leftoverLine } from './leftovers.ts';

/** Ends the keeper of a cluster and warns if it ended too early, which explains why a cluster disappeared. */
export async function endKeeperOf(
  { log, workDir }: Pick<Runtime, 'log' | 'workDir'>,
  { name }: Pick<ClusterIntent, 'name'>,
): Promise<void> {
  const reason = await endKeeper({ workDir, name });
  if (reason) log.warning(`The keeper of ${name} had ended before: ${reason}.`);
}

/**
 * Ends a cluster: the keeper first, so that the lease deletes what this call cannot delete; then the cluster. Reports
 * leftovers in the log. `runtime.workDir` contains the keeper's files; the caller removes it.
 */
export async function endCluster(
  runtime: Pick<Runtime, 'hostCluster' | 'clock' | 'log' | 'workDir'>,
  ref: ClusterIntent,
  options?: DeleteOptions,
): Promise<DeleteResult> {
  const { log } = runtime;
  await endKeeperOf(runtime, ref);
  return log.group(`Delete ${ref.name}`, async () => {
    const result = await deleteCluster(runtime, ref, options);
    for (const leftover of result.leftovers) log.warning(leftoverLine(leftover));
    return result;
  });
}

/** Runs a deletion whose failure must not hide what came before it: logs a warning, since the lease ends the cluster. */
export async function endOrWarn(
  log: Log,
  { name }: Pick<ClusterIntent, 'name'>,
  end: () => Promise<DeleteResult>,
): Promise<DeleteResult | undefined> {
  try {
    return await end();
  } catch (error) {
    log.warning(`Could not delete ${name} (${apiMessage(error)}); its lease ends it.`);
    return undefined;
  }
}
