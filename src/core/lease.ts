import type { V1Job, V1OwnerReference } from '@kubernetes/client-node';
import { isConflict, type Kube, orUndefined } from './kube.ts';
import * as labels from './labels.ts';
import type { ClusterRef } from './ref.ts';
import { refusal } from './refusal.ts';

/**
 * One name per namespace makes the lease the lock too: the engine allows one virtual cluster a namespace, and creating
 * an object of a fixed name is the atomic test.
 */
export const LEASE_NAME = 'ephemeral-vcluster';

export interface Lease {
  uid: string;
  /** Our clock when the Job was made, in milliseconds; deadlines count from here. */
  since: number;
  /** How long the cluster outlives its keeper, in milliseconds. */
  lease: number;
  /** The hard limit, in milliseconds after `since`. */
  ttl: number;
}

export type LeaseTimes = Pick<Lease, 'lease' | 'ttl'>;

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
    if (isConflict(error)) return undefined;
    throw refusal(
      `Could not make the lease, Job ${LEASE_NAME} in namespace ${ref.namespace}`,
      error,
    );
  }
}

function leaseJob(ref: ClusterRef, times: LeaseTimes, annotations: Record<string, string>): V1Job {
  return {
    metadata: { name: LEASE_NAME, labels: labels.ownLabels(ref), annotations },
    spec: {
      parallelism: 0,
      backoffLimit: 0,
      activeDeadlineSeconds: deadline(times, 0),
      ttlSecondsAfterFinished: 0,
      template: {
        // Never made into a pod, yet the API wants a whole one.
        spec: { restartPolicy: 'Never', containers: [{ name: 'none', image: 'none' }] },
      },
    },
  };
}

/** Moves the deadline to `lease` from now, but never past `ttl`. Fails with 404 when the lease is over. */
export async function renewLease(
  kube: Kube,
  namespace: string,
  lease: Lease,
  now: number,
): Promise<void> {
  await kube.batch.patchNamespacedJob({
    name: LEASE_NAME,
    namespace,
    // The uid makes the patch fail on a later lease of another cluster.
    body: [
      { op: 'test', path: '/metadata/uid', value: lease.uid },
      {
        op: 'replace',
        path: '/spec/activeDeadlineSeconds',
        value: deadline(lease, now - lease.since),
      },
    ],
  });
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

/** Seconds after the Job's start. Counted on one clock, ours, so that the host's may differ. */
const deadline = ({ lease, ttl }: LeaseTimes, age: number): number =>
  Math.max(1, Math.ceil(Math.min(age + lease, ttl) / 1_000));

/** What makes an object die with the lease. */
export const ownerReference = (lease: Pick<Lease, 'uid'>): V1OwnerReference => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  name: LEASE_NAME,
  uid: lease.uid,
});
