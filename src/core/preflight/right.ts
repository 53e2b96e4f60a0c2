import type { V1ResourceRule } from '@kubernetes/client-node';
import type { Kube } from '../kube/clients.ts';
import type { Need, Rule } from './rights.ts';

/** One verb on one resource: the smallest unit that can be granted. */
export interface Right {
  verb: string;
  group: string;
  /** With its subresource, if it has one: `pods/exec`. */
  resource: string;
  /** Undefined for a resource that is not in a namespace, and for a right in all namespaces. */
  namespace: string | undefined;
  need: Need;
}

export const rightsOf = (rules: readonly Rule[], namespace?: string): Right[] =>
  rules.flatMap(({ need, apiGroup: group, resources, verbs }) =>
    resources.flatMap((resource) =>
      verbs.map((verb) => ({ verb, group, resource, namespace, need })),
    ),
  );

/** Returns the name of the resource, for example `pods/exec` or `jobs.batch`. */
export const nameOf = ({ group, resource }: Pick<Right, 'group' | 'resource'>): string =>
  group ? `${resource}.${group}` : resource;

/** Asks the host cluster whether the user has a right. Works with RBAC and with authorization webhooks. */
export async function hasRight(
  { authorization }: Pick<Kube, 'authorization'>,
  { verb, group, resource: path, namespace }: Omit<Right, 'need'>,
): Promise<boolean> {
  const [resource = '', subresource] = path.split('/');
  const resourceAttributes = {
    verb,
    group,
    resource,
    ...(subresource && { subresource }),
    ...(namespace && { namespace }),
  };
  const { status } = await authorization.createSelfSubjectAccessReview({
    body: { spec: { resourceAttributes } },
  });
  return status?.allowed ?? false;
}

/** Returns the user's rules in a namespace. The list may be incomplete with a webhook. The namespace need not exist. */
export async function grantedRules(
  { authorization }: Pick<Kube, 'authorization'>,
  namespace: string,
): Promise<V1ResourceRule[]> {
  const { status } = await authorization.createSelfSubjectRulesReview({
    body: { spec: { namespace } },
  });
  return status?.resourceRules ?? [];
}

export function isGranted(rules: readonly V1ResourceRule[], right: Right): boolean {
  const [, subresource] = right.resource.split('/');
  const resources = ['*', right.resource, ...(subresource ? [`*/${subresource}`] : [])];
  return rules.some(
    (rule) =>
      !rule.resourceNames?.length &&
      hasAny(rule.verbs, ['*', right.verb]) &&
      hasAny(rule.apiGroups, ['*', right.group]) &&
      hasAny(rule.resources, resources),
  );
}

const hasAny = (list: readonly string[] | undefined, values: readonly string[]): boolean =>
  values.some((it) => list?.includes(it));
