import { controlPlanePod } from '../chart/control-plane-pod.ts';
import { apiMessage, isForbidden } from '../kube/clients.ts';
import { dryRunNamespace, forNamespace } from './dry-run.ts';
import { type Answer, type Check, unknown } from './finding.ts';

/**
 * Checks whether the host cluster admits the control plane's pod. Uses a dry run, because only the host cluster knows its
 * Pod Security levels, its LimitRanges and its webhooks. A dry run creates nothing.
 */
export const checkAdmission: Check = async ({ kube, ref, planning }) => {
  const plan = await planning.catch(() => undefined);
  if (!plan) return [];
  const namespace = dryRunNamespace(ref);
  const body = controlPlanePod(plan, ref);
  try {
    await kube.core.createNamespacedPod({ namespace, body, dryRun: 'All' });
    return [
      forNamespace({ state: 'ok', detail: "the host cluster admits the control plane's pod" }, ref),
    ];
  } catch (error) {
    return [isForbidden(error) ? forNamespace(judge(apiMessage(error)), ref) : unknown(error)];
  }
};

interface Verdict {
  /** Matches the message of the host cluster. */
  pattern: RegExp;
  state: 'problem' | 'warning';
  hint: string;
}

/** The messages of the host cluster (kubernetes: plugin/pkg/admission, pod-security-admission), and what to do. */
const VERDICTS: readonly Verdict[] = [
  {
    pattern: /violates PodSecurity "restricted/,
    state: 'problem',
    hint: 'Set the security contexts for "restricted" from docs/rights.md in `values`, or label the namespace with pod-security.kubernetes.io/enforce: baseline.',
  },
  {
    pattern: /violates PodSecurity/,
    state: 'problem',
    hint: 'The default values comply with "baseline": remove the settings that it forbids from `values`.',
  },
  {
    pattern: /failed quota: .*must specify/,
    state: 'problem',
    hint: 'Set these requests and limits in `values` under controlPlane.statefulSet.resources, or add a LimitRange with defaults.',
  },
  {
    pattern: /(maximum|minimum) .* usage per|limit to request ratio/,
    state: 'problem',
    hint: 'Change the LimitRange, or the requests and limits in `values` under controlPlane.statefulSet.resources and controlPlane.distro.k8s.resources.',
  },
  {
    // Other jobs may free the quota before this job uses it.
    pattern: /exceeded quota/,
    state: 'warning',
    hint: 'Raise the ResourceQuota, or lower the requests in `values`.',
  },
];

function judge(message: string): Answer {
  // The user has no right to create pods. The check of the rights reports that.
  if (/ cannot create resource /.test(message)) return unknown(new Error(message));
  const verdict = VERDICTS.find(({ pattern }) => pattern.test(message));
  return {
    // A webhook may deny this user a pod that it allows the host cluster's controllers to create.
    state: verdict?.state ?? 'warning',
    detail: `the host cluster rejects the control plane's pod: ${message}`,
    hint: verdict?.hint ?? 'Ask the administrators of the host cluster for an exception.',
  };
}
