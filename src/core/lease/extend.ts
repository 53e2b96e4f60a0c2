import * as labels from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { ClusterError } from '../errors.ts';
import { kubeOf, orUndefined } from '../kube/clients.ts';
import type { Runtime } from '../runtime.ts';
import { deadlinePatch } from './deadline.ts';
import { deleteIfChanged } from './idle-job.ts';
import { isLeaseOf, LEASE_NAME } from './lease.ts';

/**
 * Moves the hard limit of a cluster without a keeper to `ttl` milliseconds from now, which may be later or earlier than
 * before. Returns the new limit.
 *
 * @throws ClusterError if the cluster does not exist, or if a keeper renews its lease: the keeper would go on using the
 * old limit.
 */
export async function extendCluster(
  { hostCluster, clock }: Pick<Runtime, 'hostCluster' | 'clock'>,
  ref: ClusterRef,
  ttl: number,
): Promise<Date> {
  const { name, namespace } = ref;
  const kube = kubeOf(hostCluster);
  const job = await orUndefined(kube.batch.readNamespacedJob({ name: LEASE_NAME, namespace }));
  const { uid = '', labels: found = {}, annotations = {}, creationTimestamp } = job?.metadata ?? {};
  if (!job || !isLeaseOf(ref, { uid, id: found[labels.CLUSTER_ID] })) {
    throw new ClusterError(`${name} in namespace ${namespace} has no lease: the cluster is gone.`);
  }
  if (job.spec?.activeDeadlineSeconds !== Number(annotations[labels.TTL_SECONDS])) {
    throw new ClusterError(
      `${name} in namespace ${namespace} ends with its job: a keeper renews its lease and uses the ttl from its creation.`,
      { hint: 'Extend only clusters without a keeper; `create --until-ttl` creates them.' },
    );
  }
  const now = clock.now();
  // Kubernetes counts the deadline from the Job's start on the host's clock, so this computes from that time, too.
  const begun = new Date(job.status?.startTime ?? creationTimestamp ?? now).getTime();
  const seconds = Math.max(1, Math.ceil((now - begun + ttl) / 1_000));
  const until = new Date(now + ttl);
  const body = patch(uid, seconds, until);
  const extended = await kube.batch.patchNamespacedJob({ name: LEASE_NAME, namespace, body });
  const what = `Could not extend ${name} in namespace ${namespace}`;
  await deleteIfChanged(kube, what, { name: LEASE_NAME, namespace }, extended, seconds);
  return until;
}

/** One atomic patch, which fails if the lease is another cluster's by now. */
const patch = (uid: string, seconds: number, until: Date) => [
  ...deadlinePatch(uid, seconds),
  { op: 'add', path: pathOf(labels.TTL_SECONDS), value: String(seconds) },
  { op: 'add', path: pathOf(labels.EXPIRES_AT), value: until.toISOString() },
];

/** The path of an annotation in a JSON patch. */
const pathOf = (annotation: string): string =>
  `/metadata/annotations/${annotation.replace('/', '~1')}`;
