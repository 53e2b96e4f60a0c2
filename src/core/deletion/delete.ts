import { type ClusterIntent, type ClusterRef, namespaceNames } from '../cluster/ref.ts';
import { formatSeconds } from '../duration.ts';
import { kubeOf } from '../kube/clients.ts';
import { retrying } from '../kube/retrying.ts';
import { findLease } from '../lease/find-lease.ts';
import { deleteKubeconfigSecret } from '../lease/kubeconfig-secret.ts';
import { returnTicket } from '../queue/ticket.ts';
import type { Clock, Runtime } from '../runtime.ts';
import { deleteClusterRoles } from './cluster-roles.ts';
import { deleteLeased } from './delete-leased.ts';
import { deleteOwnNamespace } from './delete-own-namespace.ts';
import type { Deletion } from './deletion.ts';
import type { Leftover } from './leftovers.ts';

export interface DeleteResult {
  /**
   * `deleted`: verified gone. `absent`: no such cluster exists. `foreign`: the namespace of that name was not created for
   * this cluster, and was not changed. `deleting`: still in progress after `verifyFor`; the host cluster finishes it.
   */
  state: 'deleted' | 'absent' | 'foreign' | 'deleting';
  /** One sentence for the log. */
  detail: string;
  /** The objects that remain, each with the reason and, if waiting does not help, a hint. */
  leftovers: Leftover[];
}

export interface DeleteOptions {
  /**
   * How long to verify, in milliseconds. Default: 60 s, because a cancelled job has five minutes for all of its post
   * steps.
   */
  verifyFor?: number;
}

const VERIFY_FOR = 60_000;
const POLL = 250;

/**
 * Deletes the cluster of `intent`, complete or partly created, and verifies that it is gone. Needs only `intent` and can
 * be repeated. Each deletion names a uid, so it never touches objects that the cluster's lease does not own, even if
 * their names are the same.
 */
export async function deleteCluster(
  runtime: Pick<Runtime, 'hostCluster' | 'clock'>,
  intent: ClusterIntent,
  { verifyFor = VERIFY_FOR }: DeleteOptions = {},
): Promise<DeleteResult> {
  const { clock } = runtime;
  const kube = retrying(kubeOf(runtime.hostCluster), {
    clock,
    timeLimit: verifyFor,
  });
  const start = clock.monotonic();
  const ref = 'namespace' in intent ? intent : (await findLease(kube, intent))?.ref;
  // A process that was killed while it waited still has a ticket in the queue.
  if (!intent.ownNamespace && !('leaseUid' in intent)) await returnTicket(kube, intent);
  if (!ref) return { state: 'absent', detail: absence(intent), leftovers: [] };
  await deleteKubeconfigSecret(kube, ref);
  const prepare = ref.ownNamespace ? deleteOwnNamespace : deleteLeased;
  const deletion = await prepare(kube, ref, clock);
  if ('state' in deletion) return { ...deletion, leftovers: [] };

  const [, outside] = await Promise.all([deletion.begin(), deleteClusterRoles(kube, ref)]);
  const left = await untilGone(deletion, clock, start + verifyFor);
  const time = formatSeconds(clock.monotonic() - start);
  if (left.length === 0) return deleted(ref, time, outside);
  const named = await deletion.leftovers().catch(() => []);
  const leftovers = [...named, ...outside];
  return {
    state: 'deleting',
    detail: `${ref.name} is still being deleted after ${time}: ${shortly(left)}`,
    leftovers,
  };
}

/** Waits until nothing remains or until the time `end`. Returns what remains. */
async function untilGone(deletion: Deletion, clock: Clock, end: number): Promise<string[]> {
  for (;;) {
    const left = await deletion.remaining();
    if (left.length === 0 || clock.monotonic() > end) return left;
    await clock.sleep(POLL);
  }
}

const absence = (intent: ClusterIntent): string =>
  `there is no virtual cluster ${intent.name} in any of the namespaces ${namespaceNames(intent)}`;

function deleted({ name }: ClusterRef, time: string, leftovers: Leftover[]): DeleteResult {
  const but =
    leftovers.length > 0 ? `, except for ${shortly(leftovers.map((it) => it.object))}` : '';
  return { state: 'deleted', detail: `${name} is gone after ${time}${but}`, leftovers };
}

const shortly = (names: string[]): string =>
  names.length > 5
    ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
    : names.join(', ');
