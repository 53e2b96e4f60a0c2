import type { V1OwnerReference } from '@kubernetes/client-node';
import { refusal } from '../causes/host-refusal.ts';
import * as labels from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { isConflict, type Kube, orUndefined, unlessGone } from '../kube/clients.ts';
import { LEASE_NAME, type Lease, type LeaseTimes, leaseDeadline } from './deadline.ts';
import { idleJob, jobReference } from './idle-job.ts';

export { LEASE_NAME, type Lease, type LeaseTimes } from './deadline.ts';

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
      body: idleJob({
        name: LEASE_NAME,
        namespace: ref.namespace,
        ref,
        seconds: leaseDeadline(times, 0),
        annotations,
      }),
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
  const found = await readLease(kube, ref.namespace);
  return found && isLeaseOf(ref, found) ? { uid: found.uid, since, ...times } : undefined;
}

/** The lease in a namespace, whosever it is. */
export interface FoundLease {
  uid: string;
  /** The id of its cluster. */
  id: string | undefined;
  annotations: Record<string, string>;
}

/** Undefined where nobody of us holds the namespace. */
export async function readLease(kube: Kube, namespace: string): Promise<FoundLease | undefined> {
  const job = await orUndefined(kube.batch.readNamespacedJob({ name: LEASE_NAME, namespace }));
  if (!job?.metadata?.uid) return undefined;
  const { uid, labels: found, annotations = {} } = job.metadata;
  return { uid, id: found?.[labels.CLUSTER_ID], annotations };
}

/** Whether it is the lease of `ref`. A label may have been copied; where its uid is known, that counts. */
export const isLeaseOf = (ref: ClusterRef, { uid, id }: FoundLease): boolean =>
  ref.leaseUid ? uid === ref.leaseUid : id === ref.id;

/** Gives the namespace back; what the lease owns goes with it. */
export async function releaseLease(
  kube: Kube,
  namespace: string,
  { uid }: Pick<Lease, 'uid'>,
): Promise<void> {
  const body = { preconditions: { uid }, propagationPolicy: 'Background' };
  await unlessGone(kube.batch.deleteNamespacedJob({ name: LEASE_NAME, namespace, body }));
}

/** Moves the deadline to `lease` from now, where no keeper does. */
export async function renewLease(
  kube: Kube,
  namespace: string,
  lease: Lease,
  now: number,
): Promise<void> {
  await moveDeadline(kube, namespace, lease, leaseDeadline(lease, now - lease.since));
}

/**
 * Moves the deadline to the hard limit, for a cluster that is to outlive its job. False where the lease is over or
 * not that of `ref`.
 */
export async function extendToTtl(kube: Kube, ref: ClusterRef): Promise<boolean> {
  const lease = await readLease(kube, ref.namespace);
  if (!lease || !isLeaseOf(ref, lease)) return false;
  const seconds = Number(lease.annotations[labels.TTL_SECONDS]);
  await moveDeadline(kube, ref.namespace, lease, seconds);
  return true;
}

/** The uid makes it fail on a later lease of another cluster. */
async function moveDeadline(
  kube: Kube,
  namespace: string,
  { uid }: Pick<Lease, 'uid'>,
  value: number,
): Promise<void> {
  await kube.batch.patchNamespacedJob({
    name: LEASE_NAME,
    namespace,
    body: [
      { op: 'test', path: '/metadata/uid', value: uid },
      { op: 'replace', path: '/spec/activeDeadlineSeconds', value },
    ],
  });
}

/** What makes an object die with the lease. */
export const ownerReference = ({ uid }: Pick<Lease, 'uid'>): V1OwnerReference =>
  jobReference({ metadata: { name: LEASE_NAME, uid } });
