import type { Cluster } from '../core/create/cluster.ts';
import type { DeleteOptions, DeleteResult } from '../core/deletion/delete.ts';
import { endOrWarn, logResult } from '../core/deletion/end-cluster.ts';
import type { Runtime } from '../core/runtime.ts';
import { removeWorkFolder } from './work-folder.ts';

/**
 * Returns `cluster` with a deletion that also ends its keeper and removes its files. `release` gives up what else was made for
 * the cluster.
 */
export function disposable(
  cluster: Cluster,
  runtime: Runtime,
  verifyFor: number,
  release: () => Promise<unknown> = async () => {},
): Cluster {
  let deletion: Promise<DeleteResult> | undefined;
  const forget = () => {
    deletion = undefined;
  };
  const once = (options: DeleteOptions = { verifyFor }) => {
    // A failed deletion can be tried again. After a successful one the files are gone, and the result stays the same.
    if (!deletion) {
      deletion = remove(cluster, runtime, options, release);
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
  cluster: Cluster,
  { workDir }: Runtime,
  options: DeleteOptions,
  release: () => Promise<unknown>,
): Promise<DeleteResult> {
  try {
    return await cluster.delete(options);
  } finally {
    await removeWorkFolder(workDir);
    await release();
  }
}

/** Only warns if the deletion fails. A passed test must not fail because of it: the lease deletes the cluster. */
async function dispose(
  cluster: Cluster,
  { log }: Runtime,
  remove: () => Promise<DeleteResult>,
): Promise<void> {
  const result = await endOrWarn(log, cluster, remove);
  if (result) logResult(log, result);
}
