import type { V1Pod } from '@kubernetes/client-node';
import { controlPlanePod, coreDnsPod } from '../chart/control-plane-pod.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { apiMessage, isForbidden, type Kube } from '../kube/clients.ts';
import type { ClusterSpec } from '../spec/spec.ts';
import { dryRunNamespace, forNamespace } from './dry-run.ts';
import { type Answer, type Check, unknown } from './finding.ts';

/**
 * Checks whether the host cluster admits the pods of the control plane and of CoreDNS. Uses a dry run, because only the host
 * cluster knows its Pod Security levels, its LimitRanges and its webhooks. A dry run creates nothing.
 */
export const checkAdmission: Check = async ({ kube, ref, spec, planning }) => {
  const plan = await planning.catch(() => undefined);
  if (!plan) return [];
  const dns = coreDnsPod(plan, ref);
  const answers = await Promise.all([
    dryRun(kube, ref, CONTROL_PLANE, controlPlanePod(plan, ref)),
    dns && dryRun(kube, ref, CORE_DNS, dns).then((answer) => ofCoreDns(answer, spec)),
  ]);
  return answers.filter((answer) => answer !== undefined);
};

/** Without CoreDNS the cluster works, although no name resolves in it: only `wait-for: dns` requires it. */
const ofCoreDns = (answer: Answer, { waitFor }: ClusterSpec): Answer =>
  answer.state === 'problem' && waitFor !== 'dns' ? { ...answer, state: 'warning' } : answer;

/** A pod in messages, and the part of `values` with its resources. */
interface Named {
  what: string;
  part: string;
}

const CONTROL_PLANE: Named = {
  what: "the control plane's pod",
  part: 'controlPlane.statefulSet.resources and controlPlane.distro.k8s.resources',
};
const CORE_DNS: Named = {
  what: "CoreDNS's pod",
  part: 'controlPlane.coredns.deployment.resources',
};

async function dryRun(kube: Kube, ref: ClusterRef, named: Named, body: V1Pod): Promise<Answer> {
  const namespace = dryRunNamespace(ref);
  try {
    await kube.core.createNamespacedPod({ namespace, body, dryRun: 'All' });
    return forNamespace({ state: 'ok', detail: `the host cluster admits ${named.what}` }, ref);
  } catch (error) {
    return isForbidden(error) ? forNamespace(judge(named, apiMessage(error)), ref) : unknown(error);
  }
}

interface Verdict {
  /** Matches the message of the host cluster. */
  pattern: RegExp;
  state: 'problem' | 'warning';
  /** "PART" stands for the part of `values` with the resources of the pod. */
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
    hint: 'Set these requests and limits in `values` under PART, or add a LimitRange with defaults.',
  },
  {
    pattern: /(maximum|minimum) .* usage per|limit to request ratio/,
    state: 'problem',
    hint: 'Change the LimitRange, or the requests and limits in `values` under PART.',
  },
  {
    // Other jobs may free the quota before this job uses it.
    pattern: /exceeded quota/,
    state: 'warning',
    hint: 'Raise the ResourceQuota, or lower the requests in `values`.',
  },
];

function judge({ what, part }: Named, message: string): Answer {
  // The user has no right to create pods. The check of the rights reports that.
  if (/ cannot create resource /.test(message)) return unknown(new Error(message));
  const verdict = VERDICTS.find(({ pattern }) => pattern.test(message));
  return {
    // A webhook may deny this user a pod that it allows the host cluster's controllers to create.
    state: verdict?.state ?? 'warning',
    detail: `the host cluster rejects ${what}: ${message}`,
    hint:
      verdict?.hint.replace('PART', part) ??
      'Ask the administrators of the host cluster for an exception.',
  };
}
