import type { V1Job, V1OwnerReference } from '@kubernetes/client-node';
import { refusal } from '../causes/host-refusal.ts';
import * as labels from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { ClusterError } from '../errors.ts';
import { isConflict, type Kube, orUndefined, unlessGone } from '../kube/clients.ts';
import type { Clock } from '../runtime.ts';
import {
  ageOf,
  deadlinePatch,
  LEASE_NAME,
  type Lease,
  type LeaseTimes,
  leaseDeadline,
} from './deadline.ts';
import { describeForeignJob, FOREIGN_HINT, isForeign } from './foreign-job.ts';
import { createIdleJob, deleteIfChanged, type IdleJob, jobReference } from './idle-job.ts';
import { ChangedJobError } from './job-changes.ts';

export { LEASE_NAME, type Lease, type LeaseTimes } from './deadline.ts';

/**
 * Takes the namespace by creating the lease: a Job that runs nothing, whose deadline Kubernetes enforces. After the
 * deadline the Job fails, its TTL of 0 deletes it, and the garbage collector deletes all objects that it owns: the
 * whole cluster. Returns undefined if another cluster holds the namespace.
 *
 * @throws ChangedJobError if a webhook of the host cluster changed the lease so that it would not expire.
 */
export async function takeLease(
  kube: Kube,
  ref: ClusterRef,
  times: LeaseTimes,
  { annotations, image }: Pick<IdleJob, 'annotations' | 'image'>,
  { monotonic }: Pick<Clock, 'monotonic'>,
): Promise<Lease | undefined> {
  const since = monotonic();
  try {
    const job = await createIdleJob(kube, {
      name: LEASE_NAME,
      namespace: ref.namespace,
      ref,
      seconds: leaseDeadline(times, 0),
      annotations,
      image,
    });
    return { uid: job.metadata?.uid ?? '', since, ...times };
  } catch (error) {
    if (isConflict(error)) return existingOwnLease(kube, ref, since, times);
    if (error instanceof ChangedJobError) throw error;
    throw refusal(
      `Could not create the lease, Job ${LEASE_NAME} in namespace ${ref.namespace}`,
      error,
    );
  }
}

/**
 * Returns this cluster's lease if the answer to its creation was lost; undefined if the lease is another cluster's.
 *
 * @throws ClusterError if the Job is no lease at all.
 */
async function existingOwnLease(
  kube: Kube,
  ref: ClusterRef,
  since: number,
  times: LeaseTimes,
): Promise<Lease | undefined> {
  const { namespace } = ref;
  const found = await readLease(kube, namespace);
  if (found && isForeign(found)) {
    throw new ClusterError(describeForeignJob(namespace), { hint: FOREIGN_HINT });
  }
  if (!found || !isLeaseOf(ref, found)) return undefined;
  const what = `Could not create the lease, Job ${LEASE_NAME} in namespace ${namespace}`;
  const job = { name: LEASE_NAME, namespace };
  await deleteIfChanged(kube, what, job, found.job, leaseDeadline(times, 0));
  return { uid: found.uid, since, ...times };
}

/** The lease in a namespace, of any cluster. */
export interface FoundLease {
  uid: string;
  /** The id of its cluster. */
  id: string | undefined;
  annotations: Record<string, string>;
  job: V1Job;
}

/** Reads the lease in a namespace; undefined if there is none. */
export async function readLease(kube: Kube, namespace: string): Promise<FoundLease | undefined> {
  const job = await orUndefined(kube.batch.readNamespacedJob({ name: LEASE_NAME, namespace }));
  if (!job?.metadata?.uid) return undefined;
  const { uid, labels: found, annotations = {} } = job.metadata;
  return { uid, id: found?.[labels.CLUSTER_ID], annotations, job };
}

/** Returns whether it is the lease of `ref`. Compares the uid if that is known, because a label can be copied. */
export const isLeaseOf = (ref: ClusterRef, { uid, id }: Pick<FoundLease, 'uid' | 'id'>): boolean =>
  ref.leaseUid ? uid === ref.leaseUid : id === ref.id;

/** Releases the namespace. Kubernetes also deletes the objects that the lease owns. */
export async function releaseLease(
  kube: Kube,
  namespace: string,
  { uid }: Pick<Lease, 'uid'>,
): Promise<void> {
  const body = { preconditions: { uid }, propagationPolicy: 'Background' };
  await unlessGone(kube.batch.deleteNamespacedJob({ name: LEASE_NAME, namespace, body }));
}

/** Moves the deadline to `lease` from now, while no keeper does so. */
export async function renewLease(
  kube: Kube,
  namespace: string,
  lease: Lease,
  clock: Pick<Clock, 'monotonic'>,
): Promise<void> {
  await moveDeadline(kube, namespace, lease, leaseDeadline(lease, ageOf(lease, clock)));
}

/**
 * Moves the deadline to the hard limit, so that the cluster outlives its job. Returns false if the lease is over or is
 * not the lease of `ref`.
 */
export async function extendToTtl(kube: Kube, ref: ClusterRef): Promise<boolean> {
  const lease = await readLease(kube, ref.namespace);
  if (!lease || !isLeaseOf(ref, lease)) return false;
  const seconds = Number(lease.annotations[labels.TTL_SECONDS]);
  await moveDeadline(kube, ref.namespace, lease, seconds);
  return true;
}

/**
 * The test of the uid makes the patch fail on a later lease of another cluster. A lease that no longer expires is
 * deleted, with its cluster.
 */
async function moveDeadline(
  kube: Kube,
  namespace: string,
  { uid }: Pick<Lease, 'uid'>,
  value: number,
): Promise<void> {
  const job = { name: LEASE_NAME, namespace };
  const body = deadlinePatch(uid, value);
  const renewed = await kube.batch.patchNamespacedJob({ ...job, body });
  const what = `Could not renew the lease, Job ${LEASE_NAME} in namespace ${namespace}`;
  await deleteIfChanged(kube, what, job, renewed, value);
}

/** Returns the owner reference that makes Kubernetes delete an object together with the lease. */
export const ownerReference = ({ uid }: Pick<Lease, 'uid'>): V1OwnerReference =>
  jobReference({ metadata: { name: LEASE_NAME, uid } });
