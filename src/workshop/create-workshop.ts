import { deleteCluster } from '../core/deletion/delete.ts';
import { inTwo } from '../core/errors.ts';
import type { Host } from '../core/host.ts';
import { inParallel } from '../core/in-parallel.ts';
import { apiMessage, kubeOf } from '../core/kube.ts';
import { type ClusterIntent, newIntent } from '../core/ref.ts';
import type { FailedHandOut, HandOut } from './hand-out/index.ts';
import { makeSeat, specOf } from './make-seat.ts';
import type { Report } from './progress.ts';
import { renewHandOut } from './renew-hand-out.ts';
import { type Seat, seatsFor } from './seat.ts';
import { type SeatOnHost, seatsOnHost } from './seats-on-host.ts';
import type { Workshop } from './workshop.ts';

/** What became of the seats: each is in one of the lists, unless the host's signal aborted before its turn. */
export interface WorkshopResult {
  handOuts: HandOut[];
  failed: FailedHandOut[];
  /** How many were neither made nor tried. */
  untried: number;
}

/** A host for one seat, with a work folder of its own. */
export type HostFor = (seat: { cluster: string }) => Promise<Host & AsyncDisposable>;

/** How long what is left of an interrupted creation may take to go, in milliseconds. */
const LEAVING = 60_000;

/**
 * Makes the clusters of a workshop that are not there yet: seats that are ready are kept, half-made ones are made anew. A
 * seat that fails is tried once more and then named, while the others go on.
 */
export async function createWorkshop(
  host: Host,
  workshop: Workshop,
  hostFor: HostFor,
  report: Report,
): Promise<WorkshopResult> {
  const { name, attendees, spec, parallel } = workshop;
  const there = await seatsOnHost(kubeOf(host.kubeConfig), name, spec.namespaces);
  const seats = seatsFor(
    name,
    attendees,
    there.filter(({ attendee }) => attendee),
  );
  const result: WorkshopResult = { handOuts: [], failed: [], untried: 0 };
  const settle = async (seat: Seat) => {
    if (host.signal.aborted) return void result.untried++;
    await using own = await hostFor(seat);
    const before = there.find(({ cluster }) => cluster === seat.cluster);
    try {
      result.handOuts.push(await make(own, workshop, seat, before, report));
    } catch (error) {
      if (host.signal.aborted) return void result.untried++;
      const { summary: reason } = inTwo(error as Error);
      report({ seat, state: 'failed', reason });
      result.failed.push({ attendee: seat.attendee, cluster: seat.cluster, reason });
    }
  };
  await inParallel(parallel, seats, settle);
  return { ...result, handOuts: result.handOuts.toSorted(byCluster) };
}

const byCluster = (a: HandOut, b: HandOut): number => a.cluster.localeCompare(b.cluster);

async function make(
  host: Host,
  workshop: Workshop,
  seat: Seat,
  before: SeatOnHost | undefined,
  report: Report,
): Promise<HandOut> {
  if (before?.server) {
    const handOut = await renewHandOut(host, workshop.name, before);
    report({ seat, state: 'kept' });
    return handOut;
  }
  const start = host.clock.now();
  report({ seat, state: 'making' });
  if (before) await deleteCluster(host, before.ref, { verifyFor: LEAVING });
  const handOut = await attempt(host, workshop, seat).catch((error) => {
    if (host.signal.aborted) throw error;
    report({ seat, state: 'retrying', reason: inTwo(error).summary });
    return attempt(host, workshop, seat);
  });
  report({ seat, state: 'ready', milliseconds: host.clock.now() - start });
  return handOut;
}

/** What fails half-way is gone before anybody tries again. */
async function attempt(host: Host, workshop: Workshop, seat: Seat): Promise<HandOut> {
  const spec = specOf(workshop, seat);
  const intent = { ...newIntent(spec), workshop: workshop.name };
  try {
    return await makeSeat(host, workshop, seat, spec, intent);
  } catch (error) {
    await remove(host, intent);
    throw error;
  }
}

async function remove(host: Host, intent: ClusterIntent): Promise<void> {
  try {
    await deleteCluster(host, intent, { verifyFor: host.signal.aborted ? 0 : LEAVING });
  } catch (error) {
    host.log.warning(`${intent.name} could not be deleted now: ${apiMessage(error)}`);
  }
}
