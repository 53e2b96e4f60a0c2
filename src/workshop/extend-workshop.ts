import { summaryWithHint } from '../core/errors.ts';
import { inParallel } from '../core/in-parallel.ts';
import { extendCluster } from '../core/lease/extend.ts';
import type { Runtime } from '../core/runtime.ts';
import type { FailedHandOut, HandOut } from './hand-out/index.ts';
import { renewHandOut } from './renew-hand-out.ts';
import type { SeatOnHost } from './seats-on-host.ts';

export interface Extension {
  workshop: string;
  /** All seats, because the organiser's page lists all of them. */
  seats: readonly SeatOnHost[];
  /** The names of the clusters to extend. */
  selected: ReadonlySet<string>;
  /** The new lifetime, starting now, in milliseconds. */
  ttl: number;
}

export interface ExtensionResult {
  handOuts: HandOut[];
  failed: FailedHandOut[];
}

type ExtensionRuntime = Pick<Runtime, 'hostCluster' | 'clock' | 'signal'>;

/** The operations on one seat. */
export interface ExtensionWork {
  extend(runtime: ExtensionRuntime, ref: SeatOnHost['ref'], ttl: number): Promise<Date>;
  renew(runtime: ExtensionRuntime, workshop: string, seat: SeatOnHost): Promise<HandOut>;
}

const WORK: ExtensionWork = { extend: extendCluster, renew: renewHandOut };

const PARALLEL = 8;

/**
 * Extends the selected clusters, and creates new hand-outs for all seats, because the expiry of a credential cannot be
 * changed. Seats that fail are in the result.
 */
export async function extendWorkshop(
  runtime: ExtensionRuntime,
  { workshop, seats, selected, ttl }: Extension,
  extended: (seat: SeatOnHost, until: Date) => void,
  { extend, renew }: ExtensionWork = WORK,
): Promise<ExtensionResult> {
  const result: ExtensionResult = { handOuts: [], failed: [] };
  await inParallel(PARALLEL, seats, async (seat) => {
    const { attendee, cluster, ref, server } = seat;
    const isSelected = selected.has(cluster);
    try {
      runtime.signal.throwIfAborted();
      if (!server) throw new Error('it is not ready: create the workshop again');
      const expiresAt = isSelected ? await extend(runtime, ref, ttl) : seat.expiresAt;
      if (isSelected && expiresAt) extended(seat, expiresAt);
      result.handOuts.push(await renew(runtime, workshop, { ...seat, expiresAt }));
    } catch (error) {
      result.failed.push({ attendee, cluster, reason: summaryWithHint(error as Error) });
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
