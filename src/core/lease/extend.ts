import * as labels from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { ClusterError } from '../errors.ts';
import { kubeOf, orUndefined } from '../kube/clients.ts';
import type { Runtime } from '../runtime.ts';
import { isLeaseOf, LEASE_NAME } from './lease.ts';

/**
 * Moves the hard limit of a cluster that nobody's keeper holds: to `ttl` milliseconds from now, later or earlier than it
 * was. Gives the new limit.
 *
 * @throws ClusterError where there is no such cluster, or where a keeper renews its lease, which knows one limit alone.
 */
export async function extendCluster(
  { hostCluster, clock }: Pick<Runtime, 'hostCluster' | 'clock'>,
  ref: ClusterRef,
  ttl: number,
): Promise<Date> {
  const { name, namespace } = ref;
  const { batch } = kubeOf(hostCluster);
  const job = await orUndefined(batch.readNamespacedJob({ name: LEASE_NAME, namespace }));
  const { uid = '', labels: marks = {}, annotations = {}, creationTimestamp } = job?.metadata ?? {};
  if (!job || !isLeaseOf(ref, { uid, id: marks[labels.CLUSTER_ID], annotations })) {
    throw new ClusterError(`${name} in namespace ${namespace} has no lease: it is gone.`);
  }
  if (job.spec?.activeDeadlineSeconds !== Number(annotations[labels.TTL_SECONDS])) {
    throw new ClusterError(
      `${name} ends with its job: a keeper renews its lease and knows its ttl.`,
      {
        hint: 'Only a cluster whose lease no process renews can be extended: make it with `create --until-ttl`.',
      },
    );
  }
  const now = clock.now();
  // Kubernetes counts from when the Job began, on the host's clock; we can count on ours only from there on.
  const begun = new Date(job.status?.startTime ?? creationTimestamp ?? now).getTime();
  const seconds = Math.max(1, Math.ceil((now - begun + ttl) / 1_000));
  const until = new Date(now + ttl);
  await batch.patchNamespacedJob({ name: LEASE_NAME, namespace, body: patch(uid, seconds, until) });
  return until;
}

/** All at once, or nothing where it is another one's lease by now. */
const patch = (uid: string, seconds: number, until: Date) => [
  { op: 'test', path: '/metadata/uid', value: uid },
  { op: 'replace', path: '/spec/activeDeadlineSeconds', value: seconds },
  { op: 'add', path: pathOf(labels.TTL_SECONDS), value: String(seconds) },
  { op: 'add', path: pathOf(labels.EXPIRES_AT), value: until.toISOString() },
];

/** Of an annotation, in a JSON patch. */
const pathOf = (annotation: string): string =>
  `/metadata/annotations/${annotation.replace('/', '~1')}`;
