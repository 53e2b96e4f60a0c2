import type { V1Job } from '@kubernetes/client-node';
import { MANAGED_BY, MANAGER } from '../cluster/labels.ts';
import type { Kube } from '../kube/clients.ts';

/**
 * The Jobs of ours on the whole host, or in these namespaces alone, for those who may not look everywhere: leases, and
 * what lives like them. `selector` narrows it down, such as `KEY=VALUE`.
 */
export async function listOurJobs(
  { batch }: Pick<Kube, 'batch'>,
  namespaces: readonly string[],
  ...selector: string[]
): Promise<V1Job[]> {
  const labelSelector = [`${MANAGED_BY}=${MANAGER}`, ...selector].join(',');
  const lists =
    namespaces.length > 0
      ? namespaces.map((namespace) => batch.listNamespacedJob({ namespace, labelSelector }))
      : [batch.listJobForAllNamespaces({ labelSelector })];
  return (await Promise.all(lists)).flatMap(({ items }) => items);
}
