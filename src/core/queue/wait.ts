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

/**
 * How often to retry while a namespace is free, and how often to look again otherwise, in case the watch missed a
 * change; in milliseconds.
 */
const RETRY_PERIOD = 2_000;
const POLL_PERIOD = 30_000;

/** A namespace, and the lease with which this job holds it. */
export interface Claim {
  ref: ClusterRef;
  lease: Lease;
}

export interface Waiting {
  runtime: Pick<Runtime, 'hostCluster' | 'clock' | 'log'>;
  kube: Kube;
  intent: ClusterIntent;
  /** The longest wait, in milliseconds. */
  timeLimit: number;
  /** Image of the ticket's pod template, from which no pod starts. */
  image: string;
  /** Takes the lease in a namespace; undefined if another cluster holds it. */
  take: (ref: ClusterRef) => Promise<Lease | undefined>;
  signal: AbortSignal;
}

/**
 * Waits until a namespace is free and it is this job's turn, and takes the namespace. Jobs that name the same
 * namespaces are served in the order of arrival; a job that cannot create a ticket there is served last.
 *
 * @throws ClusterError that names the holders of the namespaces, when `signal` aborts.
 */
export async function waitInQueue(waiting: Waiting, first: QueueJobs): Promise<Claim> {
  const { runtime, kube, intent, signal } = waiting;
  const hasTicket = await joinQueue(waiting);
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const queueWatch = new QueueWatch(runtime, kube, intent, first, until);
  try {
    return await untilTaken(waiting, queueWatch, hasTicket);
  } finally {
    over.abort();
    // A ticket that cannot be deleted expires by itself.
    if (hasTicket) await returnTicket(kube, intent).catch(() => {});
  }
}

/** Returns whether the job now has a ticket: a quota may allow no further Job. */
async function joinQueue({ runtime, kube, intent, timeLimit, image }: Waiting): Promise<boolean> {
  try {
    await takeTicket(kube, intent, timeLimit, image);
    return true;
  } catch (error) {
    runtime.log.debug(`could not create a ticket for the queue: ${apiMessage(error)}`);
    return false;
  }
}

async function untilTaken(
  waiting: Waiting,
  queueWatch: QueueWatch,
  hasTicket: boolean,
): Promise<Claim> {
  const { runtime, intent, take, signal } = waiting;
  const turns = new Turns();
  let lastPosition = '';
  for (;;) {
    // Read before the jobs, so that no change is missed in between.
    const { change } = queueWatch;
    const queue = queueFor(intent, queueWatch.jobs);
    const position = hasTicket ? `waiting at position ${queue.ahead + 1} in the queue` : 'waiting';
    if (lastPosition !== position) runtime.log.info(`${position}; ${takenNamespaces(queue)}`);
    lastPosition = position;
    for (const ref of turns.now(queue, runtime.clock.monotonic())) {
      const lease = await take(ref);
      if (lease) return { ref, lease };
    }
    const pause = queue.free.length > 0 ? RETRY_PERIOD : POLL_PERIOD;
    await changeOrPause(runtime, change, pause, signal).catch((cause) => {
      throw timedOut(intent, queue, cause);
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
  holders.length > 0 ? `taken: ${holders.join(', ')}` : `jobs ahead: ${ahead}`;

function timedOut(intent: ClusterIntent, queue: Queue, cause: unknown): ClusterError {
  const held =
    candidatesOf(intent).length > 1
      ? `Namespaces ${namespaceNames(intent)} were held by other jobs`
      : `Namespace ${namespaceNames(intent)} was held by another job`;
  return new ClusterError(`${held} for the whole time; ${takenNamespaces(queue)}.`, {
    hint: 'Raise `queue-timeout`, add namespaces to `namespace`, or omit `namespace` to give this job a dedicated one.',
    cause,
  });
}
