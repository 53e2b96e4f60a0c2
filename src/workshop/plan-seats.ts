import { type Seat, seatsFor } from './seat.ts';
import type { SeatOnHost } from './seats-on-host.ts';

/** A seat that is wanted. */
export interface PlannedSeat {
  seat: Seat;
  /** What there is of it: to be kept where it is ready, else in the way. */
  before: SeatOnHost | undefined;
}

export interface SeatPlan {
  /** Those that are ready come first: who has one is to be seen, however little time there is. */
  wanted: PlannedSeat[];
  /** Of attendees who are not on the list any more. */
  unlisted: SeatOnHost[];
}

/** What is to be done for a workshop of which there may be a part. */
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
