/** A place at a workshop: who has it, and which cluster is theirs. */
export interface Seat {
  /** From 1 on. */
  number: number;
  /** As the organiser wrote it. */
  attendee: string;
  /** Name of the cluster, and of the folder of the hand-out. */
  cluster: string;
}

/** `kubernetes-101-07` */
const clusterOf = (workshop: string, number: number, digits: number): string =>
  `${workshop}-${String(number).padStart(digits, '0')}`;

/** Where a seat that was taken before is on the host. */
export type Taken = Pick<Seat, 'attendee' | 'cluster'>;

/**
 * A seat for each attendee. Who had one before keeps it, whatever the order is now; the others get the first numbers that
 * are free.
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
