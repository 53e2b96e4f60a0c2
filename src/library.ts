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
 * The library as it is published. Not bundled, like the launcher: it has to know where it lies, since the keeper lies
 * beside it. `npm run build` takes the types out, and makes library.d.ts of what is exported here.
 */
const world = { env: process.env, keeper: keeperProgram(fileURLToPath(import.meta.url)) };

/**
 * Makes a virtual cluster and waits until it is usable. It is deleted when it is disposed of, and by the host cluster
 * itself within `lease` after this process has ended without that, however it did.
 *
 * ```ts
 * await using cluster = await createCluster({ kubernetesVersion: '1.34' });
 * ```
 *
 * What fails half-way is deleted.
 *
 * @throws InputError with every problem of every option; nothing was made then.
 * @throws ClusterError with cause and hint for everything else.
 */
export async function createCluster(options: ClusterOptions = {}): Promise<Cluster> {
  return library.createCluster(options, world);
}

/**
 * Makes several clusters at once, one for each version or `count` of them: all, or none. They are deleted
 * together by `await using`, and each by its own `delete`.
 *
 * @throws InputError with every problem of every option; nothing was made then.
 * @throws ClusterError with cause and hint for everything else.
 */
export async function createClusters(options: ClustersOptions = {}): Promise<Clusters> {
  return library.createClusters(options, world);
}

/**
 * Deletes the cluster of that name, or the one whose `ref` another process kept, half-made or whole, and verifies that
 * it is gone. Deleting twice is fine.
 *
 * @throws InputError where several clusters have the name: `namespace` tells them apart.
 */
export async function deleteCluster(
  which: string | ClusterRef,
  options: DeletionOptions = {},
): Promise<DeleteResult> {
  return library.deleteCluster(which, options, world);
}

/** All virtual clusters of ours on the host, whoever made them. */
export async function listClusters(options: SearchOptions = {}): Promise<ListedCluster[]> {
  return library.listClusters(options, world);
}

/** Removes from the host what is ours and expired or ownerless. */
export async function sweep(options: SweepingOptions = {}): Promise<SweepResult> {
  return library.sweep(options, world);
}

/**
 * Finds out whether the cluster of these options can be made, and makes nothing. What cannot be checked is `unknown`.
 *
 * @throws InputError with every problem of every option.
 */
export async function examine(options: ClusterOptions = {}): Promise<Finding[]> {
  return library.examine(options, world);
}
