import type { V1Job } from '@kubernetes/client-node';
import { MANAGED_BY, MANAGER } from '../cluster/labels.ts';
import type { Kube } from '../kube/clients.ts';

/**
 * Lists the Jobs that this tool created, on the whole host or only in these namespaces, for users who may not list
 * all. They are leases, tickets and owners of kubeconfig Secrets. `selector` is for further label selectors such as
 * `KEY=VALUE`.
 */
export async function listManagedJobs(
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
