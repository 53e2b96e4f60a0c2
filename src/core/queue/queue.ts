import type { V1Job } from '@kubernetes/client-node';
import * as labels from '../cluster/labels.ts';
import { type ClusterIntent, type ClusterRef, candidatesOf } from '../cluster/ref.ts';
import { LEASE_NAME } from '../lease/deadline.ts';
import { byArrival, isTicket, ticketName } from './ticket.ts';

/** The Jobs of this tool in each namespace of a pool, as last observed. */
export type QueueJobs = ReadonlyMap<string, readonly V1Job[]>;

/** The queue for a pool of namespaces, as one waiting job sees it. */
export interface Queue {
  /** Namespaces without a lease, in the order of preference. */
  free: ClusterRef[];
  /** The holders of the other namespaces, and until when they hold them at the latest; for people. */
  holders: string[];
  /**
   * How many jobs came earlier. Jobs with another pool may have their ticket in a namespace that this job does not see.
   */
  ahead: number;
}

export function queueFor(intent: ClusterIntent, jobs: QueueJobs): Queue {
  const candidates = candidatesOf(intent).map((ref) => ({ ref, lease: leaseIn(jobs, ref) }));
  return {
    free: candidates.filter(({ lease }) => !lease).map(({ ref }) => ref),
    holders: candidates.flatMap(({ ref, lease }) => (lease ? [holder(ref, lease)] : [])),
    ahead: countAhead(intent, jobs),
  };
}

const leaseIn = (jobs: QueueJobs, { namespace }: ClusterRef): V1Job | undefined =>
  jobs.get(namespace)?.find(({ metadata }) => metadata?.name === LEASE_NAME);

function countAhead(intent: ClusterIntent, jobs: QueueJobs): number {
  const tickets = [...jobs.values()].flat().filter(isTicket).toSorted(byArrival);
  const position = tickets.findIndex(({ metadata }) => metadata?.name === ticketName(intent));
  // A job without a ticket is the last one.
  return position < 0 ? tickets.length : position;
}

function holder({ namespace }: ClusterRef, { metadata }: V1Job): string {
  const name = metadata?.labels?.[labels.CLUSTER_NAME] ?? 'an unnamed cluster';
  const end = metadata?.annotations?.[labels.EXPIRES_AT];
  return `${namespace} by ${name}${end ? ` until ${end} at the latest` : ''}`;
}

/**
 * How long a free namespace is reserved for the next job in the queue, in milliseconds; once more for each further job
 * ahead.
 */
const TURN = 2_000;

/** Decides when this job may try which namespace. */
export class Turns {
  #lastState = '';
  #since = 0;

  /**
   * Returns the namespaces to try now. Each job ahead has precedence for one free namespace. If a free namespace stays
   * unclaimed for a while, any job may take it, because the job whose turn it is may be dead.
   */
  now({ free, ahead }: Queue, now: number): ClusterRef[] {
    const state = `${ahead} ${free.map(({ namespace }) => namespace)}`;
    if (state !== this.#lastState) this.#since = now;
    this.#lastState = state;
    const grace = TURN * (1 + Math.max(0, ahead - free.length));
    return now - this.#since >= grace ? free : free.slice(ahead);
  }
}
