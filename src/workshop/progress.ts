import type { Seat } from './seat.ts';

/** A change in the state of a seat, reported while a workshop is created. */
export type SeatEvent = { seat: Pick<Seat, 'attendee' | 'cluster'> } & (
  | { state: 'making' }
  | { state: 'ready'; milliseconds: number }
  /** The seat was already ready and is not changed. */
  | { state: 'kept'; kubernetesVersion?: string; expiresAt?: Date }
  | { state: 'retrying'; reason: string }
  | { state: 'failed'; reason: string }
);

export type Report = (event: SeatEvent) => void;
