import type { V1Job, V1OwnerReference } from '@kubernetes/client-node';
import { ownLabels } from '../cluster/labels.ts';
import { referencesTo } from '../cluster/owner.ts';
import type { ClusterRef } from '../cluster/ref.ts';

/** A Job that starts no pod and expires: Kubernetes then deletes it together with all objects that it owns. */
export interface IdleJob {
  name: string;
  namespace: string;
  ref: ClusterRef;
  /** The deadline, in seconds after the Job's start. */
  seconds: number;
  annotations: Record<string, string>;
}

export function idleJob({ name, namespace, ref, seconds, annotations }: IdleJob): V1Job {
  const ownerReferences = referencesTo(ref.owner, namespace);
  return {
    metadata: { name, labels: ownLabels(ref), annotations, ownerReferences },
    spec: {
      parallelism: 0,
      backoffLimit: 0,
      activeDeadlineSeconds: seconds,
      ttlSecondsAfterFinished: 0,
      template: {
        // No pod is created from it, but the API requires a complete template.
        spec: { restartPolicy: 'Never', containers: [{ name: 'none', image: 'none' }] },
      },
    },
  };
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
