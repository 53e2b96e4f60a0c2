import type { Cluster } from '../core/create/cluster.ts';
import { type DeleteOptions, type DeleteResult, deleteCluster } from '../core/deletion/delete.ts';
import { leftoverLine } from '../core/deletion/leftovers.ts';
import { endKeeper } from '../core/keeper/stop.ts';
import { apiMessage } from '../core/kube/clients.ts';
import type { Runtime } from '../core/runtime.ts';
import { removeWorkFolder } from './work-folder.ts';

/** `cluster`, whose deletion ends its keeper and removes its files, too. */
export function disposable(cluster: Cluster, runtime: Runtime, verifyFor: number): Cluster {
  let deletion: Promise<DeleteResult> | undefined;
  const forget = () => {
    deletion = undefined;
  };
  const once = (options: DeleteOptions = { verifyFor }) => {
    // One that failed may be tried again; of another one the files are gone, and the answer known.
    if (!deletion) {
      deletion = remove(cluster, runtime, options);
      deletion.catch(forget);
    }
    return deletion;
  };
  let disposal: Promise<void> | undefined;
  return {
    ...cluster,
    delete: once,
    [Symbol.asyncDispose]: () => {
      disposal ??= dispose(cluster, runtime, once);
      return disposal;
    },
  };
}

async function remove(
  { ref }: Cluster,
  runtime: Runtime,
  options: DeleteOptions,
): Promise<DeleteResult> {
  const { workDir, log } = runtime;
  // First of all, so that the lease ends what cannot be deleted.
  const keeperEnd = await endKeeper({ workDir, ref });
  if (keeperEnd) log.warning(`The keeper of ${ref.name} had ended before: ${keeperEnd}.`);
  try {
    return await log.group(`Delete ${ref.name}`, () => deleteCluster(runtime, ref, options));
  } finally {
    await removeWorkFolder(workDir);
  }
}

/** What goes wrong here is said; a test that passed does not fail for it, since the lease ends the cluster. */
async function dispose(
  { name }: Cluster,
  { log }: Runtime,
  remove: () => Promise<DeleteResult>,
): Promise<void> {
  try {
    const { state, detail, leftovers } = await remove();
    (state === 'deleted' ? log.info : log.warning)(detail);
    for (const leftover of leftovers) log.warning(leftoverLine(leftover));
  } catch (error) {
    log.warning(`${name} could not be deleted (${apiMessage(error)}); its lease ends it`);
  }
}
