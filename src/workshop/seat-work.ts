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

/** What is done with the seats of a workshop, one at a time. */
export interface SeatWork {
  /** What is done once before any seat is made; gives the workshop as it is to be made. */
  prepare(runtime: Runtime, workshop: Workshop): Promise<Workshop>;
  find(runtime: Runtime, workshop: Workshop): Promise<SeatOnHost[]>;
  /** Deletes nothing where it fails. */
  make(runtime: Runtime, workshop: Workshop, seat: Seat, intent: ClusterIntent): Promise<HandOut>;
  renew(runtime: Runtime, workshop: Workshop, seat: SeatOnHost): Promise<HandOut>;
  /** Waits so many milliseconds until it is gone. */
  remove(runtime: Runtime, intent: ClusterIntent, verifyFor: number): Promise<DeleteResult>;
}

/** On a real host. */
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
