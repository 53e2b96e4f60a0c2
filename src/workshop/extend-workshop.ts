import { inFull } from '../core/errors.ts';
import { inParallel } from '../core/in-parallel.ts';
import { extendCluster } from '../core/lease/extend.ts';
import type { Runtime } from '../core/runtime.ts';
import type { FailedHandOut, HandOut } from './hand-out/index.ts';
import { renewHandOut } from './renew-hand-out.ts';
import type { SeatOnHost } from './seats-on-host.ts';

export interface Extension {
  workshop: string;
  /** All seats, since the organiser's page has all of them. */
  seats: readonly SeatOnHost[];
  /** Of them those that are to have another end. */
  meant: ReadonlySet<string>;
  /** From now, in milliseconds. */
  ttl: number;
}

export interface ExtensionResult {
  handOuts: HandOut[];
  failed: FailedHandOut[];
}

type ExtensionRuntime = Pick<Runtime, 'hostCluster' | 'clock' | 'signal'>;

/** What is done with one seat. */
export interface ExtensionWork {
  extend(runtime: ExtensionRuntime, ref: SeatOnHost['ref'], ttl: number): Promise<Date>;
  renew(runtime: ExtensionRuntime, workshop: string, seat: SeatOnHost): Promise<HandOut>;
}

const WORK: ExtensionWork = { extend: extendCluster, renew: renewHandOut };

const AT_ONCE = 8;

/** Moves the end of seats, and makes new hand-outs of all: a credential ends when it was made to. A seat that fails is named. */
export async function extendWorkshop(
  runtime: ExtensionRuntime,
  { workshop, seats, meant, ttl }: Extension,
  extended: (seat: SeatOnHost, until: Date) => void,
  { extend, renew }: ExtensionWork = WORK,
): Promise<ExtensionResult> {
  const result: ExtensionResult = { handOuts: [], failed: [] };
  await inParallel(AT_ONCE, seats, async (seat) => {
    const { attendee, cluster, ref, server } = seat;
    const isMeant = meant.has(cluster);
    try {
      runtime.signal.throwIfAborted();
      if (!server) throw new Error('it is not ready: create the workshop again');
      const expiresAt = isMeant ? await extend(runtime, ref, ttl) : seat.expiresAt;
      if (isMeant && expiresAt) extended(seat, expiresAt);
      result.handOuts.push(await renew(runtime, workshop, { ...seat, expiresAt }));
    } catch (error) {
      result.failed.push({ attendee, cluster, reason: inFull(error as Error) });
    }
  });
  runtime.signal.throwIfAborted();
  const byCluster = (a: { cluster: string }, b: { cluster: string }) =>
    a.cluster.localeCompare(b.cluster);
  return {
    handOuts: result.handOuts.toSorted(byCluster),
    failed: result.failed.toSorted(byCluster),
  };
}
