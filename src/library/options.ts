import type { Cluster } from '../core/create/cluster.ts';
import type { ClusterOptions, HostOptions } from './cluster-options.ts';

export type { ClusterOptions, HostOptions };

/** The options of `createClusters`. */
export interface ClustersOptions extends Omit<ClusterOptions, 'kubernetesVersion'> {
  /**
   * The version of all clusters, or several versions to create one cluster for each.
   * @default 'latest'
   */
  kubernetesVersion?: string | readonly string[] | undefined;
  /**
   * How many clusters of one version to create, up to 20. Their names are `NAME-1`, `NAME-2` and so on.
   * @default 1
   */
  count?: number | undefined;
}

/** Clusters that were created together. Disposing deletes all of them. */
export interface Clusters extends Array<Cluster>, AsyncDisposable {}

/** Where to search for existing clusters. */
export interface SearchOptions extends HostOptions {
  /** Searches only these namespaces, if you have no access to all namespaces of the host. */
  namespace?: string | readonly string[] | undefined;
}

/** The options of `deleteCluster`. */
export interface DeletionOptions extends SearchOptions {
  /**
   * How long to wait until all objects are gone. After that, the host continues the deletion by itself.
   * @default '60s'
   */
  cleanupTimeout?: string | undefined;
}

/** The options of `sweep`. */
export interface SweepingOptions extends SearchOptions {
  /**
   * Objects that are younger, or that expired more recently, are not removed.
   * @default '10m'
   */
  olderThan?: string | undefined;
  /** Whether to only report what would be deleted. */
  dryRun?: boolean | undefined;
  /** Stops the sweep before the next object. */
  signal?: AbortSignal | undefined;
}
