import type { V1Job } from '@kubernetes/client-node';
import { type ClusterIntent, type ClusterRef, candidatesOf } from '../cluster/ref.ts';
import type { Kube } from '../kube/clients.ts';
import { orUndefined } from '../kube/clients.ts';
import { LEASE_NAME } from '../lease/deadline.ts';
import { createIdleJob } from '../lease/idle-job.ts';

/**
 * A ticket is a Job that marks a waiting job's position in the queue for the other jobs. Like the lease, it expires by
 * itself.
 */
const PREFIX = `${LEASE_NAME}-turn-`;

export const ticketName = ({ id }: ClusterIntent): string => PREFIX + id;

export const isTicket = ({ metadata }: V1Job): boolean =>
  metadata?.name?.startsWith(PREFIX) ?? false;

/**
 * The first namespace of the pool by name, so that jobs that list the same pool in another order see the ticket too.
 */
const namespaceOfTicket = (intent: ClusterIntent): ClusterRef =>
  candidatesOf(intent).reduce((first, it) => (it.namespace < first.namespace ? it : first));

/**
 * Joins the queue. `timeLimit` is the longest wait, in milliseconds: the ticket of a killed process expires after it.
 */
export async function takeTicket(
  kube: Kube,
  intent: ClusterIntent,
  timeLimit: number,
  image: string,
): Promise<void> {
  const ref = namespaceOfTicket(intent);
  await createIdleJob(kube, {
    name: ticketName(intent),
    namespace: ref.namespace,
    ref,
    seconds: Math.ceil(timeLimit / 1_000),
    annotations: {},
    image,
  });
}

/** Leaves the queue; does nothing without a ticket. */
export async function returnTicket(kube: Kube, intent: ClusterIntent): Promise<void> {
  const { namespace } = namespaceOfTicket(intent);
  const body = { propagationPolicy: 'Background' };
  await orUndefined(kube.batch.deleteNamespacedJob({ name: ticketName(intent), namespace, body }));
}

/**
 * Orders tickets by arrival on the host's clock, then by name, so that all jobs see the same order within one second
 * too.
 */
export const byArrival = (a: V1Job, b: V1Job): number =>
  arrival(a) - arrival(b) || Number(nameOf(a) > nameOf(b)) - Number(nameOf(a) < nameOf(b));

const arrival = ({ metadata }: V1Job): number =>
  new Date(metadata?.creationTimestamp ?? 0).getTime();

const nameOf = ({ metadata }: V1Job): string => metadata?.name ?? '';
