import { OWNER_UID } from '../core/cluster/labels.ts';
import type { Owner } from '../core/cluster/owner.ts';
import type { ClusterRef } from '../core/cluster/ref.ts';
import { type DeleteResult, deleteCluster } from '../core/deletion/delete.ts';
import { endOrWarn, logResult } from '../core/deletion/end-cluster.ts';
import { apiMessage, kubeOf } from '../core/kube/clients.ts';
import { LEASE_NAME } from '../core/lease/lease.ts';
import { listManagedJobs } from '../core/lease/managed-jobs.ts';
import { refOfLease } from '../core/lease/ref-of-lease.ts';
import type { Runtime } from '../core/runtime.ts';
import { unlessAborted } from '../core/unless-aborted.ts';
import { type Attempt, isEarlier } from './attempt.ts';

type AttemptRuntime = Pick<Runtime, 'hostCluster' | 'clock' | 'log' | 'signal'>;

/**
 * Deletes the clusters of earlier attempts of the same TaskRun, whose pods are lost. Otherwise a new cluster waits for its
 * namespace or name until their leases are over. `namespaces` are those that the clusters can be in; empty means all.
 */
export async function endEarlierAttempts(
  runtime: AttemptRuntime,
  run: Owner,
  attempt: Attempt,
  namespaces: readonly string[],
  end: (runtime: AttemptRuntime, ref: ClusterRef) => Promise<DeleteResult> = deleteCluster,
): Promise<void> {
  const { log, signal } = runtime;
  const clusters = await unlessAborted(signal, find(runtime, run, attempt, namespaces));
  const ending = clusters.map(async (ref) => {
    log.info(`deleting ${ref.name}: the pod of this TaskRun that created it is lost`);
    const result = await endOrWarn(log, ref, () => end(runtime, ref));
    if (result) logResult(log, result);
  });
  await unlessAborted(signal, Promise.all(ending));
}

async function find(
  { hostCluster, log }: AttemptRuntime,
  run: Owner,
  attempt: Attempt,
  namespaces: readonly string[],
): Promise<ClusterRef[]> {
  try {
    const jobs = await listManagedJobs(kubeOf(hostCluster), namespaces, `${OWNER_UID}=${run.uid}`);
    return jobs
      .filter(({ metadata }) => metadata?.name === LEASE_NAME)
      .filter(({ metadata }) => isEarlier(attempt, metadata?.annotations))
      .map((lease) => ({ ...refOfLease(lease), owner: run }));
  } catch (error) {
    log.warning(
      `Could not look for clusters of earlier pods of this TaskRun: ${apiMessage(error)}`,
    );
    return [];
  }
}
