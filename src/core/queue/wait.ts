import {
  type ClusterIntent,
  type ClusterRef,
  candidatesOf,
  namespaceNames,
} from '../cluster/ref.ts';
import { ClusterError } from '../errors.ts';
import { apiMessage, type Kube } from '../kube/clients.ts';
import type { Lease } from '../lease/lease.ts';
import type { Runtime } from '../runtime.ts';
import { type Queue, type QueueJobs, queueFor, Turns } from './queue.ts';
import { returnTicket, takeTicket } from './ticket.ts';
import { QueueWatch } from './watch-queue.ts';

/** How often we try by ourselves while a place is free, and else look whether a change was not told, in milliseconds. */
const TRY_AGAIN = 2_000;
const LOOK_AGAIN = 30_000;

/** A place, and the lease that makes it ours. */
export interface Claim {
  ref: ClusterRef;
  lease: Lease;
}

export interface Waiting {
  runtime: Pick<Runtime, 'hostCluster' | 'clock' | 'log'>;
  kube: Kube;
  intent: ClusterIntent;
  /** How long at most, in milliseconds. */
  timeLimit: number;
  /** Takes the lease of a place, unless somebody has it. */
  take: (ref: ClusterRef) => Promise<Lease | undefined>;
  signal: AbortSignal;
}

/**
 * Waits until it is our turn and a place is free, and takes it. First come, first served among those who name the same
 * places; who cannot leave a ticket there is served last.
 *
 * @throws ClusterError that says who had the places, when `signal` aborts.
 */
export async function waitInQueue(waiting: Waiting, first: QueueJobs): Promise<Claim> {
  const { runtime, kube, intent, timeLimit, signal } = waiting;
  const inLine = await joinQueue(runtime, kube, intent, timeLimit);
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const queueWatch = new QueueWatch(runtime, kube, intent, first, until);
  try {
    return await untilTaken(waiting, queueWatch, inLine);
  } finally {
    over.abort();
    // What cannot be returned ends by itself.
    if (inLine) await returnTicket(kube, intent).catch(() => {});
  }
}

/** Whether we could: a quota may allow no further Job. */
async function joinQueue(
  { log }: Pick<Runtime, 'log'>,
  kube: Kube,
  intent: ClusterIntent,
  timeLimit: number,
): Promise<boolean> {
  try {
    await takeTicket(kube, intent, timeLimit);
    return true;
  } catch (error) {
    log.debug(`no place in the line: ${apiMessage(error)}`);
    return false;
  }
}

async function untilTaken(
  waiting: Waiting,
  queueWatch: QueueWatch,
  inLine: boolean,
): Promise<Claim> {
  const { runtime, intent, take, signal } = waiting;
  const turns = new Turns();
  let said = '';
  for (;;) {
    // Asked for before the look, so that no change is lost.
    const { change } = queueWatch;
    const line = queueFor(intent, queueWatch.sight);
    const place = inLine ? ` at place ${line.ahead + 1} in line` : '';
    if (said !== `waiting${place}`) runtime.log.info(`waiting${place}; ${takenNamespaces(line)}`);
    said = `waiting${place}`;
    for (const ref of turns.now(line, runtime.clock.now())) {
      const lease = await take(ref);
      if (lease) return { ref, lease };
    }
    const pause = line.free.length > 0 ? TRY_AGAIN : LOOK_AGAIN;
    await changeOrPause(runtime, change, pause, signal).catch((cause) => {
      throw timedOut(intent, line, cause);
    });
  }
}

async function changeOrPause(
  { clock }: Pick<Runtime, 'clock'>,
  change: Promise<void>,
  pause: number,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const sleep = clock.sleep(pause, AbortSignal.any([signal, over.signal]));
  try {
    await Promise.race([change, sleep]);
  } finally {
    over.abort();
    sleep.catch(() => {});
  }
}

const takenNamespaces = ({ holders, ahead }: Queue): string =>
  holders.length > 0 ? `taken: ${holders.join(', ')}` : `before this job: ${ahead}`;

function timedOut(intent: ClusterIntent, line: Queue, cause: unknown): ClusterError {
  const places =
    candidatesOf(intent).length > 1
      ? `Namespaces ${namespaceNames(intent)} were held by other jobs`
      : `Namespace ${namespaceNames(intent)} was held by another job`;
  return new ClusterError(`${places} all the time; ${takenNamespaces(line)}.`, {
    hint: 'Raise `timeout`, give `namespace` more of them, or leave it out to give this job one of its own.',
    cause,
  });
}
