import { fileURLToPath } from 'node:url';
import { keeperProgram, library } from './bundle.ts';
import type { ClusterRef } from './core/cluster/ref.ts';
import type { Cluster } from './core/create/cluster.ts';
import type { DeleteResult } from './core/deletion/delete.ts';
import type { ListedCluster } from './core/lease/list-clusters.ts';
import type { Finding } from './core/preflight/finding.ts';
import type { SweepResult } from './core/sweep/sweep.ts';
import type {
  ClusterOptions,
  Clusters,
  ClustersOptions,
  DeletionOptions,
  SearchOptions,
  SweepingOptions,
} from './library/options.ts';

export { ClusterError, InputError } from './bundle.ts';
export type { Owner } from './core/cluster/owner.ts';
export type { ClusterRef } from './core/cluster/ref.ts';
export type { Cluster } from './core/create/cluster.ts';
export type { Phase } from './core/create/phases.ts';
export type { DeleteOptions, DeleteResult } from './core/deletion/delete.ts';
export type { Leftover } from './core/deletion/leftovers.ts';
export type { InputProblem } from './core/errors.ts';
export type { ListedCluster } from './core/lease/list-clusters.ts';
export type { Finding } from './core/preflight/finding.ts';
export type { Connect, WaitFor } from './core/spec/spec.ts';
export type { Swept } from './core/sweep/remove-orphan.ts';
export type { SweepResult } from './core/sweep/sweep.ts';
export type { Distro } from './core/versions/distros.ts';
export type { Logger } from './library/log.ts';
export type {
  ClusterOptions,
  Clusters,
  ClustersOptions,
  DeletionOptions,
  HostOptions,
  SearchOptions,
  SweepingOptions,
} from './library/options.ts';

/*
 * The library as it is published. It is not bundled, like index.ts, because it needs its own path to find the keeper, which
 * is in a folder next to it. `npm run build` removes the types, and generates library.d.ts from the exports of this file.
 */
const runtime = { env: process.env, keeper: keeperProgram(fileURLToPath(import.meta.url)) };

/**
 * Creates a virtual cluster and waits until it is ready. Disposing of it deletes it. If this process ends without that, for
 * any reason, the host cluster deletes the virtual cluster within `lease`.
 *
 * ```ts
 * await using cluster = await createCluster({ kubernetesVersion: '1.34' });
 * ```
 *
 * If the creation fails, everything that it created is deleted.
 *
 * @throws InputError with all problems of all options; nothing was created then.
 * @throws ClusterError with cause and hint for all other errors.
 */
export async function createCluster(options: ClusterOptions = {}): Promise<Cluster> {
  return library.createCluster(options, runtime);
}

/**
 * Creates several clusters in parallel, one for each version, or `count` of them. If one fails, all are deleted. `await
 * using` deletes all of them together; `delete` of a cluster deletes only that one.
 *
 * @throws InputError with all problems of all options; nothing was created then.
 * @throws ClusterError with cause and hint for all other errors.
 */
export async function createClusters(options: ClustersOptions = {}): Promise<Clusters> {
  return library.createClusters(options, runtime);
}

/**
 * Deletes the cluster with this name, or with the `ref` that another process saved, and verifies that it is gone. This also
 * works if its creation was interrupted, and if it was already deleted.
 *
 * @throws InputError if several clusters have the name: select one of them with `namespace`.
 */
export async function deleteCluster(
  which: string | ClusterRef,
  options: DeletionOptions = {},
): Promise<DeleteResult> {
  return library.deleteCluster(which, options, runtime);
}

/** Lists all virtual clusters on the host that ephemeral-vcluster created, also from other processes and machines. */
export async function listClusters(options: SearchOptions = {}): Promise<ListedCluster[]> {
  return library.listClusters(options, runtime);
}

/** Removes expired leases and orphaned objects created by ephemeral-vcluster from the host. */
export async function sweep(options: SweepingOptions = {}): Promise<SweepResult> {
  return library.sweep(options, runtime);
}

/**
 * Checks whether a cluster with these options can be created, without creating it. A finding that cannot be checked is
 * `unknown`.
 *
 * @throws InputError with all problems of all options.
 */
export async function examine(options: ClusterOptions = {}): Promise<Finding[]> {
  return library.examine(options, runtime);
}
