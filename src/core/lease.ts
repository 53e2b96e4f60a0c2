import type { V1Job, V1OwnerReference } from '@kubernetes/client-node';
import { isConflict, type Kube, orUndefined } from './kube.ts';
import * as labels from './labels.ts';
import { LEASE_NAME, type Lease, type LeaseTimes, leaseDeadline } from './lease-deadline.ts';
import type { ClusterRef } from './ref.ts';
import { refusal } from './refusal.ts';

export { LEASE_NAME, type Lease, type LeaseTimes } from './lease-deadline.ts';

/**
 * Takes the namespace: a Job that runs nothing, whose deadline Kubernetes itself keeps. When it passes, the Job fails,
 * its TTL of 0 removes it, and the garbage collector removes everything that it owns: the whole cluster.
 * Undefined where somebody else holds the namespace.
 */
export async function takeLease(
  kube: Kube,
  ref: ClusterRef,
  times: LeaseTimes,
  annotations: Record<string, string>,
  now: () => number,
): Promise<Lease | undefined> {
  const since = now();
  try {
    const job = await kube.batch.createNamespacedJob({
      namespace: ref.namespace,
      body: leaseJob(ref, times, annotations),
    });
    return { uid: job.metadata?.uid ?? '', since, ...times };
  } catch (error) {
    if (isConflict(error)) return heldAlready(kube, ref, since, times);
    throw refusal(
      `Could not make the lease, Job ${LEASE_NAME} in namespace ${ref.namespace}`,
      error,
    );
  }
}

/** Our own lease, where the answer to making it was lost on the way; undefined where it is somebody else's. */
async function heldAlready(
  kube: Kube,
  ref: ClusterRef,
  since: number,
  times: LeaseTimes,
): Promise<Lease | undefined> {
  const { namespace } = ref;
  const job = await orUndefined(kube.batch.readNamespacedJob({ name: LEASE_NAME, namespace }));
  return labels.carriesId(job, ref)
    ? { uid: job?.metadata?.uid ?? '', since, ...times }
    : undefined;
}

function leaseJob(ref: ClusterRef, times: LeaseTimes, annotations: Record<string, string>): V1Job {
  return {
    metadata: { name: LEASE_NAME, labels: labels.ownLabels(ref), annotations },
    spec: {
      parallelism: 0,
      backoffLimit: 0,
      activeDeadlineSeconds: leaseDeadline(times, 0),
      ttlSecondsAfterFinished: 0,
      template: {
        // Never made into a pod, yet the API wants a whole one.
        spec: { restartPolicy: 'Never', containers: [{ name: 'none', image: 'none' }] },
      },
    },
  };
}

/** Gives the namespace back; what the lease owns goes with it. */
export async function releaseLease(
  kube: Kube,
  namespace: string,
  { uid }: Pick<Lease, 'uid'>,
): Promise<void> {
  const body = { preconditions: { uid }, propagationPolicy: 'Background' };
  await orUndefined(kube.batch.deleteNamespacedJob({ name: LEASE_NAME, namespace, body }));
}

/**
 * Moves the deadline to the hard limit, for a cluster that is to outlive its job. False where the lease is over or
 * not that of `ref`.
 */
export async function keepUntilExpiry(kube: Kube, ref: ClusterRef): Promise<boolean> {
  const { namespace } = ref;
  const job = await orUndefined(kube.batch.readNamespacedJob({ name: LEASE_NAME, namespace }));
  if (job?.metadata?.labels?.[labels.CLUSTER_ID] !== ref.id) return false;
  const value = Number(job.metadata.annotations?.[labels.TTL_SECONDS]);
  await kube.batch.patchNamespacedJob({
    name: LEASE_NAME,
    namespace,
    body: [
      { op: 'test', path: '/metadata/uid', value: job.metadata.uid },
      { op: 'replace', path: '/spec/activeDeadlineSeconds', value },
    ],
  });
  return true;
}

/** What makes an object die with the lease. */
export const ownerReference = (lease: Pick<Lease, 'uid'>): V1OwnerReference => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  name: LEASE_NAME,
  uid: lease.uid,
});
