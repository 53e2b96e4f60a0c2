import type { ClusterRef } from '../cluster/ref.ts';
import type { Answer } from './finding.ts';

/** A namespace that every host cluster has. */
const DEFAULT = 'default';

/**
 * The namespace of a dry run. The host cluster does not admit anything to a namespace that does not exist yet, but
 * most policies apply to all namespaces, so they apply to `default`, too.
 */
export const dryRunNamespace = ({ ownNamespace, namespace }: ClusterRef): string =>
  ownNamespace ? DEFAULT : namespace;

/** Reasons of rules that belong to one namespace: its Pod Security level, ResourceQuotas and LimitRanges. */
const RULE_OF_NAMESPACE =
  /violates PodSecurity|exceeded quota|failed quota|usage per|limit to request ratio/;

/** Returns what the answer to a dry run in `dryRunNamespace` says about the namespace of the cluster. */
export function forNamespace(answer: Answer, { ownNamespace }: ClusterRef): Answer {
  const { state, detail } = answer;
  if (!ownNamespace || state === 'unknown') return answer;
  if (RULE_OF_NAMESPACE.test(detail)) {
    return { state: 'unknown', detail: `not checked: the rules of a new namespace (${detail})` };
  }
  const tried = `tried in namespace ${DEFAULT}, because the new one does not exist yet: ${detail}`;
  // The new namespace may be exempt from the policy.
  return { ...answer, state: state === 'problem' ? 'warning' : state, detail: tried };
}
