import type { V1Job } from '@kubernetes/client-node';
import * as labels from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { kubeOf } from '../kube/clients.ts';
import type { Runtime } from '../runtime.ts';
import { LEASE_NAME } from './lease.ts';
import { listManagedJobs } from './managed-jobs.ts';
import { refOfLease } from './ref-of-lease.ts';

/** A virtual cluster that this tool created, as its lease describes it; enough to delete the cluster. */
export interface ListedCluster extends ClusterRef {
  kubernetesVersion: string;
  vclusterVersion: string;
  createdAt: Date | undefined;
  /** A text for people; empty if unknown. */
  createdBy: string;
  /** The hard limit. */
  expiresAt: Date | undefined;
}

/**
 * Lists the virtual clusters that this tool created, on the whole host or only in these namespaces, for users who may
 * not list all.
 */
export async function listClusters(
  runtime: Pick<Runtime, 'hostCluster'>,
  namespaces: readonly string[] = [],
): Promise<ListedCluster[]> {
  const jobs = await listManagedJobs(kubeOf(runtime.hostCluster), namespaces);
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
