import type { ClusterIntent } from '../core/cluster/ref.ts';
import { type DeleteResult, deleteCluster } from '../core/deletion/delete.ts';
import { kubeOf } from '../core/kube/clients.ts';
import type { Runtime } from '../core/runtime.ts';
import { fetchCharts } from './charts.ts';
import type { HandOut } from './hand-out/index.ts';
import { makeSeat } from './make-seat.ts';
import { renewHandOut } from './renew-hand-out.ts';
import type { Seat } from './seat.ts';
import { type SeatOnHost, seatsOnHost } from './seats-on-host.ts';
import type { Workshop } from './workshop.ts';

/** The operations on the seats of a workshop. */
export interface SeatWork {
  /** Runs once, before the first seat is created. Returns the workshop with local charts. */
  prepare(runtime: Runtime, workshop: Workshop): Promise<Workshop>;
  find(runtime: Runtime, workshop: Workshop): Promise<SeatOnHost[]>;
  /** If it fails, it deletes nothing. */
  make(runtime: Runtime, workshop: Workshop, seat: Seat, intent: ClusterIntent): Promise<HandOut>;
  renew(runtime: Runtime, workshop: Workshop, seat: SeatOnHost): Promise<HandOut>;
  /** Waits up to `verifyFor` milliseconds until the cluster is gone. */
  remove(runtime: Runtime, intent: ClusterIntent, verifyFor: number): Promise<DeleteResult>;
}

/** The operations on a real host. */
export const seatWork: SeatWork = {
  prepare: async (runtime, workshop) => ({
    ...workshop,
    charts: await fetchCharts(runtime, workshop.charts),
  }),
  find: (runtime, { name, spec }) =>
    seatsOnHost(kubeOf(runtime.hostCluster), name, spec.namespaces),
  make: makeSeat,
  renew: (runtime, { name }, seat) => renewHandOut(runtime, name, seat),
  remove: (runtime, intent, verifyFor) => deleteCluster(runtime, intent, { verifyFor }),
};
