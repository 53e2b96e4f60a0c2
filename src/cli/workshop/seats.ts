import { resolve } from 'node:path';
import { systemClock } from '../../core/clock.ts';
import { InputError } from '../../core/errors.ts';
import { type NamedWorkshop, namedWorkshop } from '../../inputs/workshop/named-workshop.ts';
import { type SeatOnHost, seatsOnHost } from '../../workshop/seats-on-host.ts';
import { acrossNamespaces } from '../find-clusters.ts';
import { type HostOptions, hostOf } from '../options.ts';

export interface SeatOptions extends HostOptions {
  namespace?: string[];
}

/** The argument that selects a workshop. */
export const WORKSHOP_ARGUMENT = [
  '<workshop>',
  'name of the workshop, or path of its workshop.yaml',
] as const;

/** Returns the workshop that the argument `named` selects, and its options. Flags override the values of its file. */
export function meantBy<O extends SeatOptions & { out?: string }>(
  named: string,
  options: O,
): { workshop: NamedWorkshop; options: O & { out: string } } {
  const workshop = namedWorkshop(named);
  const { namespace, hostKubeconfigPath, hostContext } = workshop;
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const out = options.out ? resolve(options.out) : workshop.out;
  const file = { namespace, hostKubeconfigPath, hostContext };
  return { workshop, options: { ...file, ...(Object.fromEntries(given) as O), out } };
}

/** Finds the seats of a workshop on the host. `who` selects some of them by cluster or attendee; empty means all. */
export async function findSeats(
  workshop: string,
  who: readonly string[],
  options: SeatOptions,
): Promise<SeatOnHost[]> {
  const { namespace } = options;
  const { hostCluster } = hostOf(options);
  const seats = await acrossNamespaces(
    hostCluster,
    (kube) => seatsOnHost(kube, workshop, namespace),
    namespace,
  );
  const named = (it: string) => (seat: SeatOnHost) => seat.cluster === it || seat.attendee === it;
  const unknown = who.filter((it) => !seats.some(named(it)));
  if (unknown.length > 0) {
    const allowed = `a cluster or an attendee of ${workshop}; \`workshop status\` lists them`;
    throw new InputError(unknown.map((given) => ({ input: 'who', given, allowed })));
  }
  return who.length === 0 ? seats : seats.filter((seat) => who.some((it) => named(it)(seat)));
}

/** The host cluster that the flags select, as a runtime for functions that only call its API. */
export const apiHostOf = (options: SeatOptions) => ({
  hostCluster: hostOf(options).hostCluster,
  clock: systemClock,
});
