import type { V1Job, V1JobSpec } from '@kubernetes/client-node';
import { describeLabelChanges } from '../cluster/labels.ts';
import { ClusterError } from '../errors.ts';

/** The fields of a Job without pods that make it expire and stay without pods. */
export type ExpiryFields = Required<
  Pick<V1JobSpec, 'activeDeadlineSeconds' | 'ttlSecondsAfterFinished' | 'parallelism'>
>;

/** The deadline counts from the Job's start; the Job is deleted as soon as it is over. */
export const expiryFields = (activeDeadlineSeconds: number): ExpiryFields => ({
  activeDeadlineSeconds,
  ttlSecondsAfterFinished: 0,
  parallelism: 0,
});

/** The value that stands for the controller of Kubernetes itself. */
const JOB_CONTROLLER = 'kubernetes.io/job-controller';

/**
 * Returns how the host cluster changed a Job from what was sent, as text for people; undefined if the Job still expires.
 * A webhook may answer "created" to a Job that never expires: a suspended Job has no deadline, and Kubernetes does not
 * handle the Jobs of another controller.
 */
export function describeChanges({ spec }: V1Job, wanted: ExpiryFields): string | undefined {
  const { suspend = false, managedBy = JOB_CONTROLLER } = spec ?? {};
  const found = { ...spec, suspend, managedBy };
  const expected = { suspend: false, managedBy: JOB_CONTROLLER, ...wanted };
  const changes = Object.entries(expected).flatMap(([field, value]) => {
    const actual = found[field as keyof typeof expected];
    return actual === value ? [] : [`${field} is ${actual ?? 'not set'} instead of ${value}`];
  });
  return changes.length > 0 ? changes.join(', ') : undefined;
}

/** Returns what a changed Job would not do, and why, to follow "the host cluster changed the Job"; undefined if it works. */
export function describeLoss(
  job: V1Job,
  wanted: ExpiryFields,
  labels: Record<string, string> = {},
): string | undefined {
  const changes = describeChanges(job, wanted);
  if (changes) return `so it would not expire in time: ${changes}`;
  const lost = describeLabelChanges(job, labels);
  return lost && `so a sweep would not find it: ${lost}`;
}

export const CHANGED_HINT =
  'A webhook or policy of the host cluster, such as Kueue, changes Jobs. Exempt the Jobs with the label app.kubernetes.io/managed-by=ephemeral-vcluster from it, or their namespace.';

/** The host cluster accepted a Job, but changed it so that it does not expire, or is not found, as it has to. */
export class ChangedJobError extends ClusterError {
  override name = 'ChangedJobError';

  constructor(what: string, loss: string) {
    super(`${what}: the host cluster changed the Job, ${loss}. The Job was deleted.`, {
      hint: CHANGED_HINT,
    });
  }
}
