import type { Cluster } from '../core/create/cluster.ts';
import type { ClusterOptions, HostOptions } from './cluster-options.ts';

export type { ClusterOptions, HostOptions };

/** What `createClusters` takes. */
export interface ClustersOptions extends Omit<ClusterOptions, 'kubernetesVersion'> {
  /**
   * The version of all, or several versions, for a cluster of each.
   * @default 'stable'
   */
  kubernetesVersion?: string | readonly string[] | undefined;
  /**
   * How many clusters of one version to make, up to 20. Each is named `NAME-1` and so on.
   * @default 1
   */
  count?: number | undefined;
}

/** Clusters that were made together. Disposing deletes all. */
export interface Clusters extends Array<Cluster>, AsyncDisposable {}

/** Where to look for clusters that are there already. */
export interface SearchOptions extends HostOptions {
  /** Looks in these namespaces alone, for those who may not look at the whole host. */
  namespace?: string | readonly string[] | undefined;
}

/** What `deleteCluster` takes. */
export interface DeletionOptions extends SearchOptions {
  /**
   * How long to wait to see that all is gone. The host goes on without it.
   * @default '60s'
   */
  cleanupTimeout?: string | undefined;
}

/** What `sweep` takes. */
export interface SweepingOptions extends SearchOptions {
  /**
   * What is younger, or expired for less, is left alone.
   * @default '10m'
   */
  olderThan?: string | undefined;
  /** Whether to say only what would be deleted. */
  dryRun?: boolean | undefined;
  /** Ends it before the next object. */
  signal?: AbortSignal | undefined;
}
