import type { V1Job } from '@kubernetes/client-node';
import { type ClusterIntent, type ClusterRef, candidatesOf } from '../cluster/ref.ts';
import type { Kube } from '../kube/clients.ts';
import { orUndefined } from '../kube/clients.ts';
import { LEASE_NAME } from '../lease/deadline.ts';
import { idleJob } from '../lease/idle-job.ts';

/** On a Job of this kind we wait in line: others see who came before them. It ends by itself, as the lease does. */
const PREFIX = `${LEASE_NAME}-turn-`;

export const ticketName = ({ id }: ClusterIntent): string => PREFIX + id;

export const isTicket = ({ metadata }: V1Job): boolean =>
  metadata?.name?.startsWith(PREFIX) ?? false;

/** Where those who name the same pool see it, in whatever order they name it. */
const namespaceOfTicket = (intent: ClusterIntent): ClusterRef =>
  candidatesOf(intent).reduce((first, it) => (it.namespace < first.namespace ? it : first));

/** Joins the line. `timeLimit` is how long we wait at most, in milliseconds: the ticket of a process that was killed stays so long. */
export async function takeTicket(
  kube: Kube,
  intent: ClusterIntent,
  timeLimit: number,
): Promise<void> {
  const ref = namespaceOfTicket(intent);
  const body = idleJob({
    name: ticketName(intent),
    namespace: ref.namespace,
    ref,
    seconds: Math.ceil(timeLimit / 1_000),
    annotations: {},
  });
  await kube.batch.createNamespacedJob({ namespace: ref.namespace, body });
}

/** Leaves the line, if we are in it. */
export async function returnTicket(kube: Kube, intent: ClusterIntent): Promise<void> {
  const { namespace } = namespaceOfTicket(intent);
  const body = { propagationPolicy: 'Background' };
  await orUndefined(kube.batch.deleteNamespacedJob({ name: ticketName(intent), namespace, body }));
}

/** Who of two came first, by the host's clock; all observers see the same order, also of those who came in one second. */
export const byArrival = (a: V1Job, b: V1Job): number =>
  arrival(a) - arrival(b) || Number(nameOf(a) > nameOf(b)) - Number(nameOf(a) < nameOf(b));

const arrival = ({ metadata }: V1Job): number =>
  new Date(metadata?.creationTimestamp ?? 0).getTime();

const nameOf = ({ metadata }: V1Job): string => metadata?.name ?? '';
