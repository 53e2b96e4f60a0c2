import type { V1Job } from '@kubernetes/client-node';
import * as labels from '../core/cluster/labels.ts';
import type { ClusterRef } from '../core/cluster/ref.ts';
import type { Kube } from '../core/kube/clients.ts';
import { findClusters } from '../core/lease/find-clusters.ts';
import { LEASE_NAME } from '../core/lease/lease.ts';
import { listManagedJobs } from '../core/lease/managed-jobs.ts';
import { refOfLease } from '../core/lease/ref-of-lease.ts';
import type { Taken } from './seat.ts';

/** Annotations of the lease. Who has the seat. */
export const ATTENDEE = 'ephemeral-vcluster/attendee';
/** Where the cluster is reached; set last, when it is ready to be handed out. */
export const SERVER = 'ephemeral-vcluster/server';

/** A seat as the host knows it, which is all that is remembered of a workshop. */
export interface SeatOnHost extends Taken {
  ref: ClusterRef;
  /** Undefined until it is ready to be handed out, and when it is going: its making may have been interrupted. */
  server: string | undefined;
  kubernetesVersion: string;
  expiresAt: Date | undefined;
}

/** The seats of a workshop, whoever made them, by the names of their clusters. */
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
  // A namespace alone is what an interruption can leave before there is a lease.
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

/** Marks a seat as ready, as the last thing that is done for it. */
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
