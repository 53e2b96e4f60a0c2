import { newIntent } from '../core/cluster/ref.ts';
import { endOrWarn } from '../core/deletion/end-cluster.ts';
import { InputError, inFull } from '../core/errors.ts';
import { inParallel } from '../core/in-parallel.ts';
import type { Runtime } from '../core/runtime.ts';
import type { FailedHandOut, HandOut } from './hand-out/index.ts';
import { specOf } from './make-seat.ts';
import { type PlannedSeat, planSeats } from './plan-seats.ts';
import type { Report } from './progress.ts';
import type { Seat } from './seat.ts';
import { type SeatWork, seatWork } from './seat-work.ts';
import type { SeatOnHost } from './seats-on-host.ts';
import type { Workshop } from './workshop.ts';

/** What became of the seats: each is in one of the lists, unless the host's signal aborted before its turn. */
export interface WorkshopResult {
  handOuts: HandOut[];
  failed: FailedHandOut[];
  /** How many were neither made nor tried. */
  untried: number;
  /** On the host, but of nobody on the list. They stay as they are. */
  unlisted: SeatOnHost[];
}

/** A host for one seat, with a work folder of its own. */
export type RuntimeFor = (seat: { cluster: string }) => Promise<Runtime & AsyncDisposable>;

/** How long what is left of an interrupted creation may take to go, in milliseconds. */
const LEAVING = 60_000;

/**
 * Makes the clusters of a workshop that are not there yet: seats that are ready are kept, half-made ones are made anew. A
 * seat that fails is tried once more and then named, while the others go on.
 *
 * @throws InputError where the host or the chart finds what all seats have in common to be wrong.
 */
export async function createWorkshop(
  runtime: Runtime,
  workshop: Workshop,
  hostFor: RuntimeFor,
  report: Report,
  work: SeatWork = seatWork,
): Promise<WorkshopResult> {
  const there = await work.find(runtime, workshop);
  const { wanted, unlisted } = planSeats(workshop.name, workshop.attendees, there);
  const result: WorkshopResult = { handOuts: [], failed: [], untried: 0, unlisted };
  // One look at the host is enough.
  const first = wanted.find(({ before }) => !before?.server);
  const { spec, ...others } = first ? await work.prepare(runtime, workshop) : workshop;
  let hopeless: InputError | undefined;
  await inParallel(workshop.parallel, wanted, async (planned) => {
    if (runtime.signal.aborted || hopeless) return void result.untried++;
    const { seat } = planned;
    const one = { ...others, spec: { ...spec, sweep: spec.sweep && planned === first } };
    await using own = await hostFor(seat);
    try {
      const task = { runtime: own, workshop: one, seat, report, work };
      result.handOuts.push(await settle(task, planned));
    } catch (error) {
      if (error instanceof InputError) hopeless ??= error;
      if (runtime.signal.aborted || hopeless) return void result.untried++;
      const reason = inFull(error as Error);
      report({ seat, state: 'failed', reason });
      result.failed.push({ attendee: seat.attendee, cluster: seat.cluster, reason });
    }
  });
  if (hopeless) throw hopeless;
  return { ...result, handOuts: result.handOuts.toSorted(byCluster) };
}

const byCluster = (a: HandOut, b: HandOut): number => a.cluster.localeCompare(b.cluster);

/** What is done for one seat. */
interface Task {
  runtime: Runtime;
  workshop: Workshop;
  seat: Seat;
  report: Report;
  work: SeatWork;
}

async function settle(task: Task, { before }: PlannedSeat): Promise<HandOut> {
  const { runtime, workshop, seat, report, work } = task;
  if (before?.server) {
    const handOut = await work.renew(runtime, workshop, before);
    const { kubernetesVersion, expiresAt } = handOut;
    report({ seat, state: 'kept', kubernetesVersion, expiresAt });
    return handOut;
  }
  const start = runtime.clock.now();
  report({ seat, state: 'making' });
  if (before) await work.remove(runtime, before.ref, LEAVING);
  const handOut = await attempt(task).catch((error) => {
    if (runtime.signal.aborted || error instanceof InputError) throw error;
    report({ seat, state: 'retrying', reason: inFull(error) });
    return attempt(task);
  });
  report({ seat, state: 'ready', milliseconds: runtime.clock.now() - start });
  return handOut;
}

/** What fails half-way is gone before anybody tries again. */
async function attempt({ runtime, workshop, seat, work }: Task): Promise<HandOut> {
  const intent = { ...newIntent(specOf(workshop, seat)), workshop: workshop.name };
  try {
    return await work.make(runtime, workshop, seat, intent);
  } catch (error) {
    const verifyFor = runtime.signal.aborted ? 0 : LEAVING;
    await endOrWarn(runtime.log, intent, () => work.remove(runtime, intent, verifyFor));
    throw error;
  }
}
