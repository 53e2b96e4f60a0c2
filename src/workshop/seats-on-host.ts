import type { V1Job } from '@kubernetes/client-node';
import * as labels from '../core/cluster/labels.ts';
import type { ClusterRef } from '../core/cluster/ref.ts';
import type { Kube } from '../core/kube/clients.ts';
import { findClusters } from '../core/lease/find-clusters.ts';
import { LEASE_NAME } from '../core/lease/lease.ts';
import { listManagedJobs } from '../core/lease/managed-jobs.ts';
import { refOfLease } from '../core/lease/ref-of-lease.ts';
import type { Taken } from './seat.ts';

/** Annotation of the lease: the attendee of the seat. */
export const ATTENDEE = 'ephemeral-vcluster/attendee';
/** Annotation of the lease: the address of the cluster. It is set last, when the seat is ready. */
export const SERVER = 'ephemeral-vcluster/server';

/** A seat as stored on the host. A workshop has no other state. */
export interface SeatOnHost extends Taken {
  ref: ClusterRef;
  /** Undefined until the seat is ready, which also covers an interrupted creation, and during its deletion. */
  server: string | undefined;
  kubernetesVersion: string;
  expiresAt: Date | undefined;
}

/** Returns all seats of a workshop, also those created on other machines, sorted by the names of their clusters. */
export async function seatsOnHost(
  kube: Kube,
  workshop: string,
  namespaces: readonly string[] = [],
): Promise<SeatOnHost[]> {
  const [jobs, refs] = await Promise.all([
    listManagedJobs(kube, namespaces, `${labels.WORKSHOP}=${workshop}`),
    findClusters(kube, { workshop }, namespaces),
  ]);
  const leases = jobs.filter(({ metadata }) => metadata?.name === LEASE_NAME);
  const held = leases.map(seatOf);
  const known = new Set(held.map(({ ref }) => ref.id));
  // If a creation is interrupted before the lease exists, only the namespace remains.
  const others = refs.filter(({ id }) => !known.has(id)).map(emptySeat);
  return [...held, ...others]
    .map((seat) => ({ ...seat, ref: { ...seat.ref, workshop } }))
    .toSorted((a, b) => a.cluster.localeCompare(b.cluster));
}

function seatOf(lease: V1Job): SeatOnHost {
  const ref = refOfLease(lease);
  const { annotations = {}, deletionTimestamp } = lease.metadata ?? {};
  const expiresAt = annotations[labels.EXPIRES_AT];
  return {
    ref,
    cluster: ref.name,
    attendee: annotations[ATTENDEE] ?? '',
    server: deletionTimestamp ? undefined : annotations[SERVER],
    kubernetesVersion: annotations[labels.KUBERNETES_VERSION] ?? '',
    expiresAt: expiresAt ? new Date(expiresAt) : undefined,
  };
}

const emptySeat = (ref: ClusterRef): SeatOnHost => ({
  ref,
  cluster: ref.name,
  attendee: '',
  server: undefined,
  kubernetesVersion: '',
  expiresAt: undefined,
});

/** Marks a seat as ready. This is the last step of its creation. */
export async function markReady(kube: Kube, ref: ClusterRef, server: string): Promise<void> {
  await kube.batch.patchNamespacedJob({
    name: LEASE_NAME,
    namespace: ref.namespace,
    body: [
      { op: 'test', path: '/metadata/uid', value: ref.leaseUid },
      { op: 'add', path: `/metadata/annotations/${SERVER.replace('/', '~1')}`, value: server },
    ],
  });
}
