import { ApiException } from '@kubernetes/client-node';
import { controlPlaneImages } from '../chart/control-plane-pod.ts';
import { ownLabels } from '../cluster/labels.ts';
import { apiMessage } from '../kube/clients.ts';
import { leaseDeadline } from '../lease/deadline.ts';
import { idleJob } from '../lease/idle-job.ts';
import { CHANGED_HINT, describeLoss, expiryFields } from '../lease/job-changes.ts';
import type { Plan } from '../plan/plan.ts';
import { dryRunNamespace, forNamespace } from './dry-run.ts';
import { type Answer, type Check, type Subject, unknown } from './finding.ts';

/**
 * Whether the host accepts the lease, and leaves it as it is, by a server-side dry run. The name differs from that of a
 * lease, because another cluster may hold the namespace now.
 */
export const checkLease: Check = async (subject) => {
  const { ref, planning } = subject;
  const plan = await planning.catch(() => undefined);
  return plan ? [forNamespace(await dryRun(subject, plan), ref)] : [];
};

async function dryRun({ kube, ref, spec }: Subject, plan: Plan): Promise<Answer> {
  const namespace = dryRunNamespace(ref);
  const [image = ''] = controlPlaneImages(plan);
  const seconds = leaseDeadline(spec, 0);
  const body = idleJob({
    name: `ephemeral-vcluster-check-${ref.id}`,
    namespace,
    ref,
    seconds,
    annotations: {},
    image,
  });
  try {
    const job = await kube.batch.createNamespacedJob({ namespace, body, dryRun: 'All' });
    const loss = describeLoss(job, expiryFields(seconds), ownLabels(ref));
    return loss ? changed(loss) : { state: 'ok', detail: 'the lease is admitted' };
  } catch (error) {
    return judge(error);
  }
}

const changed = (loss: string): Answer => ({
  state: 'problem',
  detail: `the host cluster changes the lease, a Job, ${loss}`,
  hint: CHANGED_HINT,
});

/** Without the right to create Jobs, which the check of rights reports; or a webhook does not support dry runs. */
const NOT_CHECKED = / cannot create resource |does not support dry run/;

function judge(error: unknown): Answer {
  const message = apiMessage(error);
  const denied = error instanceof ApiException && [400, 403, 422].includes(error.code);
  if (!denied || NOT_CHECKED.test(message)) return unknown(error);
  return {
    // Others may have deleted their Jobs when this cluster is created.
    state: /exceeded quota/.test(message) ? 'warning' : 'problem',
    detail: `the host cluster refuses the lease, a Job that starts no pods: ${message}`,
    hint: 'Exempt the Jobs with the label app.kubernetes.io/managed-by=ephemeral-vcluster from that policy, or use another `namespace`.',
  };
}
