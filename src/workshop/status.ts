import type { SeatOnHost } from './seats-on-host.ts';

export type SeatState = 'ready' | 'making';

export interface SeatStatus {
  cluster: string;
  attendee: string;
  /** `making` also where that was interrupted: creating the workshop again makes it anew. */
  state: SeatState;
  namespace: string;
  server: string;
  kubernetesVersion: string;
  expiresAt: string;
}

export const statusOf = (seat: SeatOnHost): SeatStatus => ({
  cluster: seat.cluster,
  attendee: seat.attendee,
  state: seat.server ? 'ready' : 'making',
  namespace: seat.ref.namespace,
  server: seat.server ?? '',
  kubernetesVersion: seat.kubernetesVersion,
  expiresAt: seat.expiresAt?.toISOString() ?? '',
});
