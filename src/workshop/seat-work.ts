import type { ClusterIntent } from '../core/cluster/ref.ts';
import { deleteCluster } from '../core/deletion/delete.ts';
import { kubeOf } from '../core/kube/clients.ts';
import type { Host } from '../core/runtime.ts';
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
  prepare(host: Host, workshop: Workshop): Promise<Workshop>;
  find(host: Host, workshop: Workshop): Promise<SeatOnHost[]>;
  /** Deletes nothing where it fails. */
  make(host: Host, workshop: Workshop, seat: Seat, intent: ClusterIntent): Promise<HandOut>;
  renew(host: Host, workshop: Workshop, seat: SeatOnHost): Promise<HandOut>;
  /** Waits so many milliseconds until it is gone. */
  remove(host: Host, intent: ClusterIntent, verifyFor: number): Promise<void>;
}

/** On a real host. */
export const seatWork: SeatWork = {
  prepare: async (host, workshop) => ({
    ...workshop,
    charts: await fetchCharts(host, workshop.charts),
  }),
  find: (host, { name, spec }) => seatsOnHost(kubeOf(host.kubeConfig), name, spec.namespaces),
  make: makeSeat,
  renew: (host, { name }, seat) => renewHandOut(host, name, seat),
  remove: async (host, intent, verifyFor) => {
    await deleteCluster(host, intent, { verifyFor });
  },
};
