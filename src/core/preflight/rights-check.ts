import type { V1ResourceRule } from '@kubernetes/client-node';
import { satisfies } from 'semver';
import type { ClusterRef } from '../cluster/ref.ts';
import type { Kube } from '../kube/clients.ts';
import type { ClusterSpec } from '../spec/spec.ts';
import { vclusterOf } from '../spec/vcluster-of.ts';
import type { Answer, Subject } from './finding.ts';
import { grantedRules, hasRight, isGranted, nameOf, type Right, rightsOf } from './right.ts';
import { CLUSTER_RULES, KNOWN_ROLES, namespaceRulesFor, TENANT_RULES } from './rights.ts';

/** Checks whether the user of the host kubeconfig has all rights that creating and deleting this cluster needs. */
export async function checkRights({ kube, ref, spec, planning }: Subject): Promise<Answer[]> {
  const scope = ref.ownNamespace ? 'in all namespaces' : `in namespace ${ref.namespace}`;
  const allRights = { verb: '*', group: '*', resource: '*' };
  const namespace = ref.ownNamespace ? undefined : ref.namespace;
  // One request is enough for an administrator.
  if (await hasRight(kube, { ...allRights, namespace })) {
    return [{ state: 'ok', detail: `all rights ${scope}` }];
  }
  const [plan, rules] = await Promise.all([
    // Without a plan, the rights that only newer hosts need are not checked; the check of the plan says why there is none.
    planning.catch(() => undefined),
    grantedRules(kube, ref.namespace).catch(() => []),
  ]);
  const missing = await findMissing(
    kube,
    neededFor(ref, spec, plan?.facts.kubernetesVersion),
    rules,
  );
  const certain = hasDefaultRole(spec) && !(await canGrantAnyRight(kube, ref.namespace, missing));
  const { problem, warning, ok } = Object.groupBy(missing, (right) => severityOf(right, certain));
  const manifest = ref.ownNamespace ? 'own-namespaces' : 'single-namespace';
  const hint = `Apply deploy/rbac/${manifest}.yaml to the host cluster, or grant only these rights.`;
  const answers: Answer[] = [];
  if (problem) answers.push({ state: 'problem', detail: `missing: ${list(problem, scope)}`, hint });
  if (warning) {
    answers.push({ state: 'warning', detail: `possibly missing: ${list(warning, scope)}`, hint });
  }
  if (answers.length === 0) answers.push({ state: 'ok', detail: `all required rights ${scope}` });
  if (ok) answers.push({ state: 'ok', detail: `missing, but optional: ${list(ok, scope)}` });
  return answers;
}

function neededFor(
  { ownNamespace, namespace }: ClusterRef,
  spec: ClusterSpec,
  hostVersion = '0.0.0',
): Right[] {
  const { connect } = spec;
  const rules = namespaceRulesFor(vclusterOf(spec), hostVersion);
  const inNamespace = rightsOf(rules, namespace).map((right) =>
    // An Ingress is created only for `connect: ingress`.
    connect === 'ingress' && right.resource === 'ingresses'
      ? { ...right, need: 'chart' as const }
      : right,
  );
  return ownNamespace
    ? [...inNamespace, ...rightsOf(CLUSTER_RULES)]
    : [...inNamespace, ...rightsOf(TENANT_RULES, namespace)];
}

/**
 * Finds the rights that the user lacks. Sends one request for each right that the listed rules do not contain: a webhook
 * may grant it.
 */
async function findMissing(
  kube: Kube,
  needed: Right[],
  rules: readonly V1ResourceRule[],
): Promise<Right[]> {
  const unconfirmed = needed.filter((right) => !isGranted(rules, right));
  const byResource = Object.values(Object.groupBy(unconfirmed, nameOf));
  // Sequential for each resource: without any rights, there would otherwise be a hundred connections at once.
  const missing = await Promise.all(byResource.map((rights = []) => missingOf(kube, rights)));
  return missing.flat();
}

async function missingOf(kube: Kube, rights: Right[]): Promise<Right[]> {
  const missing: Right[] = [];
  for (const right of rights) if (!(await hasRight(kube, right))) missing.push(right);
  return missing;
}

/**
 * Whether the chart creates its default Role and objects. Other values and other versions of vcluster create other
 * ones, which may need fewer rights.
 */
function hasDefaultRole(spec: ClusterSpec) {
  const { rbac, sync, privateNodes, controlPlane } = spec.values ?? {};
  const changes = [rbac, sync, privateNodes, (controlPlane as { advanced?: unknown })?.advanced];
  return (
    spec.distro === 'k8s' &&
    satisfies(vclusterOf(spec), KNOWN_ROLES) &&
    changes.every((part) => !part)
  );
}

/** Whether the user can grant rights that it does not have. It then does not need the `granted` rights itself. */
async function canGrantAnyRight(kube: Kube, namespace: string, missing: Right[]) {
  if (!missing.some(({ need }) => need === 'granted')) return false;
  const role = { group: 'rbac.authorization.k8s.io', resource: 'roles', namespace };
  const verbs = ['escalate', 'bind'].map((verb) => hasRight(kube, { ...role, verb }));
  return (await Promise.all(verbs)).every(Boolean);
}

function severityOf({ need }: Right, certain: boolean): 'problem' | 'warning' | 'ok' {
  if (need === 'optional') return 'ok';
  return need === 'required' || certain ? 'problem' : 'warning';
}

/** Returns a text such as `create, patch jobs.batch in namespace ci; create namespaces`. */
function list(rights: Right[], scope: string): string {
  const byResource = Object.entries(
    Object.groupBy(rights, (right) => `${nameOf(right)}${right.namespace ? ` ${scope}` : ''}`),
  );
  return byResource
    .map(([resource, group = []]) => `${group.map(({ verb }) => verb).join(', ')} ${resource}`)
    .join('; ');
}
