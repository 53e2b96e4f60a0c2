/** A seat at a workshop: an attendee and the attendee's cluster. */
export interface Seat {
  /** Starts at 1. */
  number: number;
  /** As the organiser wrote it. */
  attendee: string;
  /** Name of the cluster, and of the folder of the hand-out. */
  cluster: string;
}

/** `kubernetes-101-07` */
const clusterOf = (workshop: string, number: number, digits: number): string =>
  `${workshop}-${String(number).padStart(digits, '0')}`;

/** A seat that already exists on the host. */
export type Taken = Pick<Seat, 'attendee' | 'cluster'>;

/**
 * Returns a seat for each attendee. Attendees who already have a seat keep it, even if the order of the list changes. The
 * others get the lowest free numbers.
 */
export function seatsFor(
  workshop: string,
  attendees: readonly string[],
  taken: readonly Taken[] = [],
): Seat[] {
  const digits = Math.max(2, String(attendees.length).length);
  const before = new Map(taken.map(({ attendee, cluster }) => [attendee, cluster]));
  const used = new Set(taken.map(({ cluster }) => numberOf(cluster)));
  let next = 1;
  const free = () => {
    while (used.has(next)) next++;
    used.add(next);
    return next;
  };
  return attendees.map((attendee) => {
    const cluster = before.get(attendee);
    if (cluster) return { number: numberOf(cluster), attendee, cluster };
    const number = free();
    return { number, attendee, cluster: clusterOf(workshop, number, digits) };
  });
}

const numberOf = (cluster: string): number => Number(/\d+$/.exec(cluster)?.[0] ?? 0);
