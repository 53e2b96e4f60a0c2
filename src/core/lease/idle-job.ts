import type { V1Job, V1OwnerReference } from '@kubernetes/client-node';
import { ownLabels } from '../cluster/labels.ts';
import { referencesTo } from '../cluster/owner.ts';
import type { ClusterRef } from '../cluster/ref.ts';

/** A Job that starts no pod and ends after a time: Kubernetes then deletes it, and everything that it owns. */
export interface IdleJob {
  name: string;
  namespace: string;
  ref: ClusterRef;
  /** Its deadline, in seconds after its start. */
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
        // Never made into a pod, yet the API wants a whole one.
        spec: { restartPolicy: 'Never', containers: [{ name: 'none', image: 'none' }] },
      },
    },
  };
}

/** The owner reference that deletes an object with a Job. */
export const jobReference = ({
  metadata: { name = '', uid = '' } = {},
}: V1Job): V1OwnerReference => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  name,
  uid,
});
