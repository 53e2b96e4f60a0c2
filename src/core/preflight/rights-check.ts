import type { ClusterRef } from '../cluster/ref.ts';
import type { Kube } from '../kube/clients.ts';
import type { ClusterSpec } from '../spec/spec.ts';
import { defaultVcluster } from '../versions/distros.ts';
import type { Answer, Subject } from './finding.ts';
import { grantedRules, isGranted, mayDo, nameOf, type Right, rightsOf } from './right.ts';
import { CLUSTER_RULES, NAMESPACE_RULES, TENANT_RULES } from './rights.ts';

/** Whether the user of the host kubeconfig may do all that making and deleting this cluster takes. */
export async function checkRights({ kube, ref, spec }: Subject): Promise<Answer[]> {
  const scope = ref.ownNamespace ? 'in all namespaces' : `in namespace ${ref.namespace}`;
  const everything = { verb: '*', group: '*', resource: '*' };
  const namespace = ref.ownNamespace ? undefined : ref.namespace;
  // An administrator is through with one question.
  if (await mayDo(kube, { ...everything, namespace })) {
    return [{ state: 'ok', detail: `all rights ${scope}` }];
  }
  const missing = await findMissing(kube, neededFor(ref, spec), ref.namespace);
  const certain = isAsWeKnowIt(spec) && !(await mayGrantAnything(kube, ref.namespace, missing));
  const { problem, warning, ok } = Object.groupBy(missing, (right) => gravity(right, certain));
  const manifest = ref.ownNamespace ? 'own-namespaces' : 'single-namespace';
  const hint = `Apply deploy/rbac/${manifest}.yaml to the host cluster, or grant just these.`;
  const answers: Answer[] = [];
  if (problem) answers.push({ state: 'problem', detail: `missing: ${list(problem, scope)}`, hint });
  if (warning) {
    answers.push({ state: 'warning', detail: `perhaps missing: ${list(warning, scope)}`, hint });
  }
  if (answers.length === 0) answers.push({ state: 'ok', detail: `all that is needed ${scope}` });
  if (ok) answers.push({ state: 'ok', detail: `optional, and not there: ${list(ok, scope)}` });
  return answers;
}

function neededFor({ ownNamespace, namespace }: ClusterRef, { connect }: ClusterSpec): Right[] {
  const inNamespace = rightsOf(NAMESPACE_RULES, namespace).map((right) =>
    // An Ingress is made only for those who ask for one.
    connect === 'ingress' && right.resource === 'ingresses'
      ? { ...right, need: 'chart' as const }
      : right,
  );
  return ownNamespace
    ? [...inNamespace, ...rightsOf(CLUSTER_RULES)]
    : [...inNamespace, ...rightsOf(TENANT_RULES, namespace)];
}

/** One question for all rules, and one more for each right that they do not show: a webhook may grant it. */
async function findMissing(kube: Kube, needed: Right[], namespace: string): Promise<Right[]> {
  const rules = await grantedRules(kube, namespace).catch(() => []);
  const doubtful = needed.filter((right) => !isGranted(rules, right));
  const byResource = Object.values(Object.groupBy(doubtful, nameOf));
  // In line for one resource, or a user without any right would open a hundred connections at once.
  const missing = await Promise.all(byResource.map((rights = []) => refused(kube, rights)));
  return missing.flat();
}

async function refused(kube: Kube, rights: Right[]): Promise<Right[]> {
  const missing: Right[] = [];
  for (const right of rights) if (!(await mayDo(kube, right))) missing.push(right);
  return missing;
}

/** Other values and other engines make other objects and other Roles, which may need less than ours. */
function isAsWeKnowIt({ values = {}, vclusterVersion, distro }: ClusterSpec) {
  const usual = defaultVcluster('k8s');
  const { rbac, sync, privateNodes, controlPlane } = values;
  const reshaped = [rbac, sync, privateNodes, (controlPlane as { advanced?: unknown })?.advanced];
  return (
    distro === 'k8s' && (vclusterVersion ?? usual) === usual && reshaped.every((part) => !part)
  );
}

/** Whether we may grant what we lack ourselves, which makes `granted` rights matter less. */
async function mayGrantAnything(kube: Kube, namespace: string, missing: Right[]) {
  if (!missing.some(({ need }) => need === 'granted')) return false;
  const role = { group: 'rbac.authorization.k8s.io', resource: 'roles', namespace };
  const verbs = ['escalate', 'bind'].map((verb) => mayDo(kube, { ...role, verb }));
  return (await Promise.all(verbs)).every(Boolean);
}

function gravity({ need }: Right, certain: boolean): 'problem' | 'warning' | 'ok' {
  if (need === 'optional') return 'ok';
  return need === 'ours' || certain ? 'problem' : 'warning';
}

/** `create, patch jobs.batch in namespace ci; create namespaces`. */
function list(rights: Right[], scope: string): string {
  const byResource = Object.entries(
    Object.groupBy(rights, (right) => `${nameOf(right)}${right.namespace ? ` ${scope}` : ''}`),
  );
  return byResource
    .map(([where, them = []]) => `${them.map(({ verb }) => verb).join(', ')} ${where}`)
    .join('; ');
}
