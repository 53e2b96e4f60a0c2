import { planSeats } from './plan-seats.ts';
import type { Seat } from './seat.ts';
import type { SeatOnHost } from './seats-on-host.ts';

/** `making` includes an interrupted creation and a deletion. Creating the workshop again creates such a seat again. */
export type SeatState = 'ready' | 'making' | 'missing';

export interface SeatStatus {
  cluster: string;
  attendee: string;
  state: SeatState;
  namespace: string;
  server: string;
  kubernetesVersion: string;
  expiresAt: string;
}

/** Returns the status of the seats on the host, and of attendees who have no seat yet. */
export function statusesOf(
  { name, attendees = [] }: { name: string; attendees?: readonly string[] },
  there: readonly SeatOnHost[],
): SeatStatus[] {
  const { wanted } = planSeats(name, attendees, there);
  const missing = wanted.filter(({ before }) => !before).map(({ seat }) => missingSeat(seat));
  return [...there.map(statusOf), ...missing].toSorted((a, b) =>
    a.cluster.localeCompare(b.cluster),
  );
}

const statusOf = (seat: SeatOnHost): SeatStatus => ({
  cluster: seat.cluster,
  attendee: seat.attendee,
  state: seat.server ? 'ready' : 'making',
  namespace: seat.ref.namespace,
  server: seat.server ?? '',
  kubernetesVersion: seat.kubernetesVersion,
  expiresAt: seat.expiresAt?.toISOString() ?? '',
});

const missingSeat = ({ cluster, attendee }: Seat): SeatStatus => ({
  ...{ cluster, attendee, state: 'missing' as const },
  ...{ namespace: '', server: '', kubernetesVersion: '', expiresAt: '' },
});
