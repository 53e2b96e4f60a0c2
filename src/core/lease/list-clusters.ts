import type { V1Job } from '@kubernetes/client-node';
import * as labels from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { kubeOf } from '../kube/clients.ts';
import type { Runtime } from '../runtime.ts';
import { LEASE_NAME } from './lease.ts';
import { listOurJobs } from './our-jobs.ts';
import { refOfLease } from './ref-of-lease.ts';

/** A virtual cluster of ours as its lease tells it; enough to delete it. */
export interface ListedCluster extends ClusterRef {
  kubernetesVersion: string;
  vclusterVersion: string;
  createdAt: Date | undefined;
  /** In words; empty where it is not known. */
  createdBy: string;
  /** The hard limit. */
  expiresAt: Date | undefined;
}

/** All virtual clusters of ours on the host, or in these namespaces for those who may not list all. */
export async function listClusters(
  runtime: Pick<Runtime, 'hostCluster'>,
  namespaces: readonly string[] = [],
): Promise<ListedCluster[]> {
  const jobs = await listOurJobs(kubeOf(runtime.hostCluster), namespaces);
  return jobs.filter(({ metadata }) => metadata?.name === LEASE_NAME).map(toListed);
}

function toListed(lease: V1Job): ListedCluster {
  const { annotations = {}, creationTimestamp } = lease.metadata ?? {};
  const expiresAt = annotations[labels.EXPIRES_AT];
  return {
    ...refOfLease(lease),
    kubernetesVersion: annotations[labels.KUBERNETES_VERSION] ?? '',
    vclusterVersion: annotations[labels.VCLUSTER_VERSION] ?? '',
    createdAt: creationTimestamp,
    createdBy: annotations[labels.CREATED_BY] ?? '',
    expiresAt: expiresAt ? new Date(expiresAt) : undefined,
  };
}
