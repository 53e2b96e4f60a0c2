import { resolve } from 'node:path';
import { systemClock } from '../../core/clock.ts';
import { InputError } from '../../core/errors.ts';
import { kubeOf } from '../../core/kube/clients.ts';
import { type NamedWorkshop, namedWorkshop } from '../../inputs/workshop/named-workshop.ts';
import { type SeatOnHost, seatsOnHost } from '../../workshop/seats-on-host.ts';
import { acrossNamespaces } from '../find-clusters.ts';
import { type HostOptions, hostOf } from '../options.ts';

export interface SeatOptions extends HostOptions {
  namespace?: string[];
}

/** What a workshop is called in an argument. */
export const WORKSHOP_ARGUMENT = ['<workshop>', 'its name, or its workshop.yaml'] as const;

/** The workshop of that argument, and where it is; flags count more than its file. */
export function meantBy<O extends SeatOptions & { out?: string }>(
  named: string,
  options: O,
): { workshop: NamedWorkshop; options: O & { out: string } } {
  const workshop = namedWorkshop(named);
  const { namespace, hostKubeconfigPath, hostContext } = workshop;
  const said = Object.entries(options).filter(([, value]) => value !== undefined);
  const out = options.out ? resolve(options.out) : workshop.out;
  const file = { namespace, hostKubeconfigPath, hostContext };
  return { workshop, options: { ...file, ...(Object.fromEntries(said) as O), out } };
}

/** The seats of a workshop that is on the host; those of `who`, by cluster or attendee, where somebody is named. */
export async function findSeats(
  workshop: string,
  who: readonly string[],
  options: SeatOptions,
): Promise<SeatOnHost[]> {
  const { namespace } = options;
  const kube = kubeOf(hostOf(options).hostCluster);
  const seats = await acrossNamespaces(seatsOnHost(kube, workshop, namespace), namespace);
  const named = (it: string) => (seat: SeatOnHost) => seat.cluster === it || seat.attendee === it;
  const unknown = who.filter((it) => !seats.some(named(it)));
  if (unknown.length > 0) {
    const allowed = `clusters or attendees of ${workshop}: see \`workshop status\``;
    throw new InputError(unknown.map((given) => ({ input: 'who', given, allowed })));
  }
  return who.length === 0 ? seats : seats.filter((seat) => who.some((it) => named(it)(seat)));
}

/** The host that the flags name, for what needs no more than its API. */
export const apiHostOf = (options: SeatOptions) => ({
  hostCluster: hostOf(options).hostCluster,
  clock: systemClock,
});
