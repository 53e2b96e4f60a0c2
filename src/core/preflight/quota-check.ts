import type { V1Pod, V1ResourceQuota } from '@kubernetes/client-node';
import { controlPlanePod } from '../chart/control-plane-pod.ts';
import type { ConnectionMode } from '../spec/spec.ts';
import type { Answer, Check } from './finding.ts';
import { parseQuantity } from './quantity.ts';

/**
 * How many objects a cluster creates: the minimum, for any `values` and until the cluster is usable, and the usual
 * number, for the default values and with CoreDNS. Counted on a real cluster.
 */
const OBJECTS: Record<string, readonly [minimum: number, usual: number]> = {
  pods: [1, 2],
  services: [1, 2],
  secrets: [4, 4],
  configmaps: [0, 2],
  serviceaccounts: [0, 2],
  'jobs.batch': [1, 1],
  'deployments.apps': [0, 1],
  'replicasets.apps': [0, 1],
  'roles.rbac.authorization.k8s.io': [0, 1],
  'rolebindings.rbac.authorization.k8s.io': [0, 1],
};

/** The additional quotas that the cluster's Service or Ingress uses, by connection mode. */
const CONNECTION_QUOTAS: Partial<Record<ConnectionMode, string[]>> = {
  'node-port': ['services.nodeports'],
  'load-balancer': ['services.nodeports', 'services.loadbalancers'],
  ingress: ['count/ingresses.networking.k8s.io'],
};

/** Checks whether the quotas of an existing namespace have room for a cluster. */
export const checkQuota: Check = async ({ kube, ref, planning }) => {
  const plan = await planning.catch(() => undefined);
  if (ref.ownNamespace || !plan) return [];
  const { items } = await kube.core.listNamespacedResourceQuota({ namespace: ref.namespace });
  // A quota with scopes applies only to some pods. The host cluster decides to which ones.
  const quotas = items.filter(({ spec }) => !spec?.scopes?.length && !spec?.scopeSelector);
  if (quotas.length === 0) return [{ state: 'ok', detail: 'no quota applies to all pods' }];
  const needs = demand(controlPlanePod(plan, ref), plan.connection.mode);
  const answers = quotas.flatMap((quota) => compare(quota, needs));
  return answers.length > 0
    ? answers
    : [{ state: 'ok', detail: 'the quotas have room for a cluster' }];
};

/** How much a cluster uses of one resource: the minimum for any `values`, and the usual amount. */
interface Demand {
  minimum: number;
  usual: number;
}

/** Returns what a cluster uses, by the names of the resources in a quota. */
export function demand(pod: V1Pod, mode: ConnectionMode): Map<string, Demand> {
  const needs = new Map<string, Demand>();
  for (const [resource, [minimum, usual]] of Object.entries(OBJECTS)) {
    needs.set(`count/${resource}`, { minimum, usual });
    if (!resource.includes('.')) needs.set(resource, { minimum, usual });
  }
  for (const name of CONNECTION_QUOTAS[mode] ?? []) needs.set(name, { minimum: 1, usual: 1 });
  for (const [name, amount] of Object.entries(computeOf(pod))) {
    needs.set(name, { minimum: amount, usual: amount });
    // `cpu` is an older name of `requests.cpu`.
    needs.set(name.replace('requests.', ''), { minimum: amount, usual: amount });
  }
  return needs;
}

/** Returns the compute resources of a pod: the maximum of all containers. Init containers run one by one first. */
function computeOf({ spec }: V1Pod): Record<string, number> {
  const amounts: Record<string, number> = {};
  for (const { resources } of [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]) {
    const requests = { ...resources?.limits, ...resources?.requests };
    for (const [kind, list = {}] of Object.entries({ requests, limits: resources?.limits })) {
      for (const [resource, quantity] of Object.entries(list)) {
        const name = `${kind}.${resource}`;
        amounts[name] = Math.max(amounts[name] ?? 0, parseQuantity(quantity));
      }
    }
  }
  return amounts;
}

function compare(
  { metadata, spec, status }: V1ResourceQuota,
  needs: Map<string, Demand>,
): Answer[] {
  return Object.entries(spec?.hard ?? {}).flatMap(([name, hard]): Answer[] => {
    const { minimum, usual } = needs.get(name) ?? { minimum: 0, usual: 0 };
    const limit = parseQuantity(hard);
    const left = limit - parseQuantity(status?.used?.[name] ?? '0');
    const quota = `ResourceQuota ${metadata?.name}`;
    const hint = `Raise ${quota} in namespace ${metadata?.namespace}, or request less in \`values\`.`;
    if (limit < minimum) {
      const detail = `${quota} allows ${hard} ${name} in total; a cluster needs ${formatAmount(name, minimum)}`;
      return [{ state: 'problem', detail, hint }];
    }
    if (left >= usual) return [];
    // Only a warning: other jobs may free the quota before this job uses it.
    const detail = `${quota} has ${formatAmount(name, left)} ${name} left of ${hard}; a cluster takes ${formatAmount(name, usual)}`;
    return [{ state: 'warning', detail, hint }];
  });
}

const formatAmount = (name: string, amount: number): string =>
  /memory|storage/.test(name) ? `${amount / 2 ** 20}Mi` : String(amount);
