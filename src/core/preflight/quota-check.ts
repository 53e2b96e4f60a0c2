import type { V1Pod, V1ResourceQuota } from '@kubernetes/client-node';
import { controlPlanePod } from '../chart/control-plane-pod.ts';
import type { ConnectionMode } from '../spec/spec.ts';
import type { Answer, Check } from './finding.ts';
import { parseQuantity } from './quantity.ts';

/**
 * How many objects a cluster makes whatever its values until it is usable, and by our own values with its CoreDNS.
 * Counted on a real one.
 */
const OBJECTS: Record<string, readonly [least: number, whole: number]> = {
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

/** What the cluster's Service takes besides. */
const EXPOSED: Partial<Record<ConnectionMode, string[]>> = {
  'node-port': ['services.nodeports'],
  'load-balancer': ['services.nodeports', 'services.loadbalancers'],
  ingress: ['count/ingresses.networking.k8s.io'],
};

/** Whether the quotas of an existing namespace have room for a cluster. */
export const checkQuota: Check = async ({ kube, ref, planning }) => {
  const plan = await planning.catch(() => undefined);
  if (ref.ownNamespace || !plan) return [];
  const { items } = await kube.core.listNamespacedResourceQuota({ namespace: ref.namespace });
  // One with scopes counts only some pods, and which ones is the host's to decide.
  const quotas = items.filter(({ spec }) => !spec?.scopes?.length && !spec?.scopeSelector);
  if (quotas.length === 0) return [{ state: 'ok', detail: 'no quota that counts for all pods' }];
  const needs = demand(controlPlanePod(plan, ref), plan.connection.mode);
  const answers = quotas.flatMap((quota) => compare(quota, needs));
  return answers.length > 0 ? answers : [{ state: 'ok', detail: 'there is room for a cluster' }];
};

interface Need {
  least: number;
  whole: number;
}

/** Under the names that a quota uses. */
export function demand(pod: V1Pod, mode: ConnectionMode): Map<string, Need> {
  const needs = new Map<string, Need>();
  for (const [resource, [least, whole]] of Object.entries(OBJECTS)) {
    needs.set(`count/${resource}`, { least, whole });
    if (!resource.includes('.')) needs.set(resource, { least, whole });
  }
  for (const name of EXPOSED[mode] ?? []) needs.set(name, { least: 1, whole: 1 });
  for (const [name, amount] of Object.entries(computeOf(pod))) {
    needs.set(name, { least: amount, whole: amount });
    // `cpu` is an older name of `requests.cpu`.
    needs.set(name.replace('requests.', ''), { least: amount, whole: amount });
  }
  return needs;
}

/** Init containers run one by one before the others: the largest of all counts. */
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

function compare({ metadata, spec, status }: V1ResourceQuota, needs: Map<string, Need>): Answer[] {
  return Object.entries(spec?.hard ?? {}).flatMap(([name, hard]): Answer[] => {
    const { least, whole } = needs.get(name) ?? { least: 0, whole: 0 };
    const limit = parseQuantity(hard);
    const left = limit - parseQuantity(status?.used?.[name] ?? '0');
    const quota = `ResourceQuota ${metadata?.name}`;
    const hint = `Raise ${quota} of namespace ${metadata?.namespace}, or ask for less by \`values\`.`;
    if (limit < least) {
      const detail = `${quota} allows ${hard} ${name} in all; a cluster needs ${show(name, least)}`;
      return [{ state: 'problem', detail, hint }];
    }
    if (left >= whole) return [];
    // No problem yet: what is used now may be free when it is our turn.
    const detail = `${quota} has ${show(name, left)} ${name} left of ${hard}; a cluster takes ${show(name, whole)}`;
    return [{ state: 'warning', detail, hint }];
  });
}

const show = (name: string, amount: number): string =>
  /memory|storage/.test(name) ? `${amount / 2 ** 20}Mi` : String(amount);
