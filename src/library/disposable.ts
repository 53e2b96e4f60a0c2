import type { Cluster } from '../core/create/cluster.ts';
import type { DeleteOptions, DeleteResult } from '../core/deletion/delete.ts';
import { endOrWarn } from '../core/deletion/end-cluster.ts';
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
  cluster: Cluster,
  { workDir }: Runtime,
  options: DeleteOptions,
): Promise<DeleteResult> {
  try {
    return await cluster.delete(options);
  } finally {
    await removeWorkFolder(workDir);
  }
}

/** Only warns if the deletion fails: a test that passed does not fail for it, since the lease ends the cluster. */
async function dispose(
  cluster: Cluster,
  { log }: Runtime,
  remove: () => Promise<DeleteResult>,
): Promise<void> {
  const result = await endOrWarn(log, cluster, remove);
  if (result) (result.state === 'deleted' ? log.info : log.warning)(result.detail);
}
