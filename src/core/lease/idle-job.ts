import type { V1Job, V1OwnerReference } from '@kubernetes/client-node';
import { ownLabels } from '../cluster/labels.ts';
import { referencesTo } from '../cluster/owner.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { type Kube, unlessGone } from '../kube/clients.ts';
import { idlePod } from './idle-pod.ts';
import { ChangedJobError, describeLoss, expiryFields } from './job-changes.ts';

/** A Job that starts no pod and expires: Kubernetes then deletes it together with all objects that it owns. */
export interface IdleJob {
  name: string;
  namespace: string;
  ref: ClusterRef;
  /** The deadline, in seconds after the Job's start. */
  seconds: number;
  annotations: Record<string, string>;
  /** Never pulled, because the Job starts no pod. Policies of the host cluster may check its registry and tag. */
  image: string;
}

export function idleJob({ name, namespace, ref, seconds, annotations, image }: IdleJob): V1Job {
  const ownerReferences = referencesTo(ref.owner, namespace);
  const labels = ownLabels(ref);
  return {
    metadata: { name, labels, annotations, ownerReferences },
    spec: {
      ...expiryFields(seconds),
      backoffLimit: 0,
      template: idlePod(image, labels),
    },
  };
}

/**
 * Creates the Job.
 *
 * @throws ChangedJobError if the host cluster accepted it, but changed it so that it would not expire, or would not be
 * found by its labels. It is deleted then.
 */
export async function createIdleJob(kube: Kube, idle: IdleJob): Promise<V1Job> {
  const { name, namespace, seconds, ref } = idle;
  const job = await kube.batch.createNamespacedJob({ namespace, body: idleJob(idle) });
  const what = `Could not create Job ${name} in namespace ${namespace}`;
  await deleteIfChanged(kube, what, { name, namespace }, job, seconds, ownLabels(ref));
  return job;
}

/**
 * Compares the answer of the host cluster with what was sent. Deletes a changed Job, because nothing else would.
 *
 * @throws ChangedJobError if it was changed; `what` says what failed: "Could not create …".
 */
export async function deleteIfChanged(
  { batch }: Kube,
  what: string,
  { name, namespace }: Pick<IdleJob, 'name' | 'namespace'>,
  job: V1Job,
  seconds: number,
  labels?: Record<string, string>,
): Promise<void> {
  const loss = describeLoss(job, expiryFields(seconds), labels);
  if (!loss) return;
  const body = { preconditions: { uid: job.metadata?.uid }, propagationPolicy: 'Background' };
  await unlessGone(batch.deleteNamespacedJob({ name, namespace, body }));
  throw new ChangedJobError(what, loss);
}

/** Returns the owner reference that makes Kubernetes delete an object together with the Job. */
export const jobReference = ({
  metadata: { name = '', uid = '' } = {},
}: V1Job): V1OwnerReference => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  name,
  uid,
});
