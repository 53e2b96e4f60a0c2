import { type Seat, seatsFor } from './seat.ts';
import type { SeatOnHost } from './seats-on-host.ts';

/** The seat of an attendee on the list. */
export interface PlannedSeat {
  seat: Seat;
  /** The existing seat, if there is one. It is kept if it is ready; otherwise it must be deleted first. */
  before: SeatOnHost | undefined;
}

export interface SeatPlan {
  /** Ready seats come first, so that they are reported even if the time is short. */
  wanted: PlannedSeat[];
  /** Seats of attendees who are no longer on the list. */
  unlisted: SeatOnHost[];
}

/** Compares the list of attendees with the seats that already exist. */
export function planSeats(
  workshop: string,
  attendees: readonly string[],
  there: readonly SeatOnHost[],
): SeatPlan {
  const taken = there.filter(({ attendee }) => attendee);
  const wanted = seatsFor(workshop, attendees, taken).map((seat) => ({
    seat,
    before: there.find(({ cluster }) => cluster === seat.cluster),
  }));
  const isWanted = (it: SeatOnHost) => wanted.some(({ seat }) => seat.cluster === it.cluster);
  return {
    wanted: [...wanted.filter(isReady), ...wanted.filter((it) => !isReady(it))],
    unlisted: there.filter((it) => !isWanted(it)),
  };
}

const isReady = ({ before }: PlannedSeat): boolean => Boolean(before?.server);
