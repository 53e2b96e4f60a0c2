import { newIntent } from '../core/cluster/ref.ts';
import { endOrWarn } from '../core/deletion/end-cluster.ts';
import { InputError, summaryWithHint } from '../core/errors.ts';
import { inParallel } from '../core/in-parallel.ts';
import type { Runtime } from '../core/runtime.ts';
import { fixedNodePortWarnings } from './fixed-node-ports.ts';
import type { FailedHandOut, HandOut } from './hand-out/index.ts';
import { specOf } from './make-seat.ts';
import { type PlannedSeat, planSeats } from './plan-seats.ts';
import type { Report } from './progress.ts';
import type { Seat } from './seat.ts';
import { type SeatWork, seatWork } from './seat-work.ts';
import type { SeatOnHost } from './seats-on-host.ts';
import type { Workshop } from './workshop.ts';

/** The result for each seat. Every wanted seat is in `handOuts` or `failed`, or is counted in `untried`. */
export interface WorkshopResult {
  handOuts: HandOut[];
  failed: FailedHandOut[];
  /** The number of seats that have no result because the signal aborted. */
  untried: number;
  /** Seats on the host whose attendees are not on the list. They are not changed. */
  unlisted: SeatOnHost[];
}

/** Returns a runtime for one seat, with a dedicated work folder. */
export type RuntimeFor = (seat: { cluster: string }) => Promise<Runtime & AsyncDisposable>;

/** How long to wait until the objects of an interrupted creation are gone, in milliseconds. */
const DELETION_LIMIT = 60_000;

/**
 * Creates the clusters of a workshop that do not exist yet. Seats that are ready are kept; incomplete ones are deleted and
 * created again. If a seat fails, it is tried once more and then reported, while the others continue.
 *
 * @throws InputError if the host, the chart or a seat rejects an input that all seats share. The seats in progress are deleted.
 */
export async function createWorkshop(
  runtime: Runtime,
  workshop: Workshop,
  hostFor: RuntimeFor,
  report: Report,
  work: SeatWork = seatWork,
): Promise<WorkshopResult> {
  for (const warning of fixedNodePortWarnings(workshop.manifests)) runtime.log.warning(warning);
  const there = await work.find(runtime, workshop);
  const { wanted, unlisted } = planSeats(workshop.name, workshop.attendees, there);
  const result: WorkshopResult = { handOuts: [], failed: [], untried: 0, unlisted };
  // Only the first creation sweeps the host.
  const first = wanted.find(({ before }) => !before?.server);
  const { spec, ...others } = first ? await work.prepare(runtime, workshop) : workshop;
  // Aborts all seats with the first InputError.
  const rejection = new AbortController();
  const signal = AbortSignal.any([runtime.signal, rejection.signal]);
  await inParallel(workshop.parallel, wanted, async (planned) => {
    if (signal.aborted) return void result.untried++;
    const { seat } = planned;
    const one = { ...others, spec: { ...spec, sweep: spec.sweep && planned === first } };
    await using own = await hostFor(seat);
    try {
      const task = { runtime: { ...own, signal }, workshop: one, seat, report, work, rejection };
      result.handOuts.push(await settle(task, planned));
    } catch (error) {
      if (error instanceof InputError) rejection.abort(error);
      if (signal.aborted) return void result.untried++;
      const reason = summaryWithHint(error as Error);
      report({ seat, state: 'failed', reason });
      result.failed.push({ attendee: seat.attendee, cluster: seat.cluster, reason });
    }
  });
  if (rejection.signal.aborted) throw rejection.signal.reason;
  return { ...result, handOuts: result.handOuts.toSorted(byCluster) };
}

const byCluster = (a: HandOut, b: HandOut): number => a.cluster.localeCompare(b.cluster);

/** The work for one seat. */
interface Task {
  runtime: Runtime;
  workshop: Workshop;
  seat: Seat;
  report: Report;
  work: SeatWork;
  rejection: AbortController;
}

async function settle(task: Task, { before }: PlannedSeat): Promise<HandOut> {
  const { runtime, workshop, seat, report, work } = task;
  if (before?.server) {
    const handOut = await work.renew(runtime, workshop, before);
    const { kubernetesVersion, expiresAt } = handOut;
    report({ seat, state: 'kept', kubernetesVersion, expiresAt });
    return handOut;
  }
  const start = runtime.clock.monotonic();
  report({ seat, state: 'making' });
  if (before) await work.remove(runtime, before.ref, DELETION_LIMIT);
  const handOut = await attempt(task).catch((error) => {
    if (runtime.signal.aborted || error instanceof InputError) throw error;
    report({ seat, state: 'retrying', reason: summaryWithHint(error) });
    return attempt(task);
  });
  report({ seat, state: 'ready', milliseconds: runtime.clock.monotonic() - start });
  return handOut;
}

/** Deletes what a failed attempt created, so that the next one starts from nothing. */
async function attempt({ runtime, workshop, seat, work, rejection }: Task): Promise<HandOut> {
  const intent = { ...newIntent(specOf(workshop, seat)), workshop: workshop.name };
  try {
    return await work.make(runtime, workshop, seat, intent);
  } catch (error) {
    const verifyFor = runtime.signal.aborted ? 0 : DELETION_LIMIT;
    if (error instanceof InputError) rejection.abort(error);
    await endOrWarn(runtime.log, intent, () => work.remove(runtime, intent, verifyFor));
    throw error;
  }
}
