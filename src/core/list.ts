import type { V1Job } from '@kubernetes/client-node';
import type { Host } from './host.ts';
import { kubeOf } from './kube.ts';
import * as labels from './labels.ts';
import { LEASE_NAME } from './lease/lease.ts';

/** A virtual cluster of ours as its lease tells it. */
export interface ListedCluster {
  name: string;
  namespace: string;
  id: string;
  kubernetesVersion: string;
  vclusterVersion: string;
  createdAt: Date | undefined;
  /** The hard limit. */
  expiresAt: Date | undefined;
}

/** All virtual clusters of ours on the host, or in one namespace for those who may not list all. */
export async function listClusters(
  host: Pick<Host, 'kubeConfig'>,
  namespace?: string,
): Promise<ListedCluster[]> {
  const { batch } = kubeOf(host.kubeConfig);
  const labelSelector = `${labels.MANAGED_BY}=${labels.MANAGER}`;
  const { items } = namespace
    ? await batch.listNamespacedJob({ namespace, labelSelector })
    : await batch.listJobForAllNamespaces({ labelSelector });
  return items.filter(({ metadata }) => metadata?.name === LEASE_NAME).map(toListed);
}

function toListed({ metadata }: V1Job): ListedCluster {
  const annotations = metadata?.annotations ?? {};
  const expiresAt = annotations[labels.EXPIRES_AT];
  return {
    name: metadata?.labels?.[labels.CLUSTER_NAME] ?? '',
    namespace: metadata?.namespace ?? '',
    id: metadata?.labels?.[labels.CLUSTER_ID] ?? '',
    kubernetesVersion: annotations[labels.KUBERNETES_VERSION] ?? '',
    vclusterVersion: annotations[labels.VCLUSTER_VERSION] ?? '',
    createdAt: metadata?.creationTimestamp,
    expiresAt: expiresAt ? new Date(expiresAt) : undefined,
  };
}
