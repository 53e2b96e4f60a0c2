import type { Seat } from './seat.ts';

/** What happens to the seats of a workshop, as it happens. */
export type SeatEvent = { seat: Pick<Seat, 'attendee' | 'cluster'> } & (
  | { state: 'making' }
  | { state: 'ready'; milliseconds: number }
  /** It was ready already, and stays as it was made. */
  | { state: 'kept'; kubernetesVersion?: string; expiresAt?: Date }
  | { state: 'retrying'; reason: string }
  | { state: 'failed'; reason: string }
);

export type Report = (event: SeatEvent) => void;
