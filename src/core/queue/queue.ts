import type { V1Job } from '@kubernetes/client-node';
import * as labels from '../cluster/labels.ts';
import { type ClusterIntent, type ClusterRef, candidatesOf } from '../cluster/ref.ts';
import { LEASE_NAME } from '../lease/deadline.ts';
import { byArrival, isTicket, ticketName } from './ticket.ts';

/** Our Jobs in each namespace of a pool, as they were seen last. */
export type QueueJobs = ReadonlyMap<string, readonly V1Job[]>;

/** How those who want a namespace of the pool stand to it. */
export interface Queue {
  /** Places without a lease, in our order of preference. */
  free: ClusterRef[];
  /** Who holds the others, and until when at the latest; for a person. */
  holders: string[];
  /** How many came before us, as far as can be seen: those with another pool may wait elsewhere. */
  ahead: number;
}

export function queueFor(intent: ClusterIntent, sight: QueueJobs): Queue {
  const places = candidatesOf(intent).map((ref) => ({ ref, lease: leaseIn(sight, ref) }));
  return {
    free: places.filter(({ lease }) => !lease).map(({ ref }) => ref),
    holders: places.flatMap(({ ref, lease }) => (lease ? [holder(ref, lease)] : [])),
    ahead: countAhead(intent, sight),
  };
}

const leaseIn = (sight: QueueJobs, { namespace }: ClusterRef): V1Job | undefined =>
  sight.get(namespace)?.find(({ metadata }) => metadata?.name === LEASE_NAME);

function countAhead(intent: ClusterIntent, sight: QueueJobs): number {
  const tickets = [...sight.values()].flat().filter(isTicket).toSorted(byArrival);
  const ours = tickets.findIndex(({ metadata }) => metadata?.name === ticketName(intent));
  // Without a ticket we are the last.
  return ours < 0 ? tickets.length : ours;
}

function holder({ namespace }: ClusterRef, { metadata }: V1Job): string {
  const name = metadata?.labels?.[labels.CLUSTER_NAME] ?? 'somebody';
  const end = metadata?.annotations?.[labels.EXPIRES_AT];
  return `${namespace} by ${name}${end ? ` until ${end} at the latest` : ''}`;
}

/** How long a turn is that of who has it, in milliseconds, and again for each one between them and us. */
const TURN = 2_000;

/** When to try which place. */
export class Turns {
  #seen = '';
  #since = 0;

  /**
   * The places to try now. Those ahead of us get as many of the free ones as they are; a turn that nobody takes for a
   * while is anybody's, since whoever had it may be gone.
   */
  now({ free, ahead }: Queue, now: number): ClusterRef[] {
    const seen = `${ahead} ${free.map(({ namespace }) => namespace)}`;
    if (seen !== this.#seen) this.#since = now;
    this.#seen = seen;
    const grace = TURN * (1 + Math.max(0, ahead - free.length));
    return now - this.#since >= grace ? free : free.slice(ahead);
  }
}
