import { controlPlanePod } from '../chart/control-plane-pod.ts';
import { apiMessage, isForbidden } from '../kube/clients.ts';
import { type Answer, type Check, unknown } from './finding.ts';

/**
 * Whether the host would admit the control plane's pod to an existing namespace. The host itself is asked, by a dry
 * run: it knows its Pod Security level, its LimitRanges and its webhooks, and it creates nothing.
 */
export const checkAdmission: Check = async ({ kube, ref, planning }) => {
  const plan = await planning.catch(() => undefined);
  if (ref.ownNamespace || !plan) return [];
  const { namespace } = ref;
  const body = controlPlanePod(plan, ref);
  try {
    await kube.core.createNamespacedPod({ namespace, body, dryRun: 'All' });
    return [{ state: 'ok', detail: "the control plane's pod is admitted" }];
  } catch (error) {
    return [isForbidden(error) ? judge(apiMessage(error)) : unknown(error)];
  }
};

interface Verdict {
  said: RegExp;
  state: 'problem' | 'warning';
  hint: string;
}

/** What the host says in each case (kubernetes: plugin/pkg/admission, pod-security-admission), and what to do. */
const VERDICTS: readonly Verdict[] = [
  {
    said: /violates PodSecurity "restricted/,
    state: 'problem',
    hint: 'Give `values` with the security contexts that docs/rights.md has for "restricted", or label the namespace pod-security.kubernetes.io/enforce: baseline.',
  },
  {
    said: /violates PodSecurity/,
    state: 'problem',
    hint: 'The default values pass "baseline": take out of `values` what it forbids.',
  },
  {
    said: /failed quota: .*must specify/,
    state: 'problem',
    hint: 'Set these requests and limits by `values` under controlPlane.statefulSet.resources, or have a LimitRange with defaults.',
  },
  {
    said: /(maximum|minimum) .* usage per|limit to request ratio/,
    state: 'problem',
    hint: 'Change the LimitRange, or the requests and limits by `values` under controlPlane.statefulSet.resources and controlPlane.distro.k8s.resources.',
  },
  {
    // What is used now may be free when it is our turn.
    said: /exceeded quota/,
    state: 'warning',
    hint: 'Raise the ResourceQuota, or ask for less by `values`.',
  },
];

function judge(message: string): Answer {
  // For want of the right to create pods, which the check of rights names.
  if (/ cannot create resource /.test(message)) return unknown(new Error(message));
  const verdict = VERDICTS.find(({ said }) => said.test(message));
  return {
    // A webhook may let the host's own controllers do what it denies us.
    state: verdict?.state ?? 'warning',
    detail: `the host refuses the control plane's pod: ${message}`,
    hint: verdict?.hint ?? 'Ask the administrators of the host cluster for an exception.',
  };
}
