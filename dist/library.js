import { fileURLToPath } from 'node:url';
import { keeperProgram, library } from './bundle.js';

export { ClusterError, InputError } from './bundle.js';

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
export async function createCluster(options                 = {})                   {
  return library.createCluster(options, runtime);
}

/**
 * Creates several clusters in parallel, one for each version, or `count` of them. If one fails, all are deleted. `await
 * using` deletes all of them together; `delete` of a cluster deletes only that one.
 *
 * @throws InputError with all problems of all options; nothing was created then.
 * @throws ClusterError with cause and hint for all other errors.
 */
export async function createClusters(options                  = {})                    {
  return library.createClusters(options, runtime);
}

/**
 * Deletes the cluster with this name, or with the `ref` that another process saved, and verifies that it is gone. This also
 * works if its creation was interrupted, and if it was already deleted.
 *
 * @throws InputError if several clusters have the name: select one of them with `namespace`.
 */
export async function deleteCluster(
  which                     ,
  options                  = {},
)                        {
  return library.deleteCluster(which, options, runtime);
}

/** Lists all virtual clusters on the host that ephemeral-vcluster created, also from other processes and machines. */
export async function listClusters(options                = {})                           {
  return library.listClusters(options, runtime);
}

/** Removes expired leases and orphaned objects created by ephemeral-vcluster from the host. */
export async function sweep(options                  = {})                       {
  return library.sweep(options, runtime);
}

/**
 * Checks whether a cluster with these options can be created, without creating it. A finding that cannot be checked is
 * `unknown`.
 *
 * @throws InputError with all problems of all options.
 */
export async function examine(options                 = {})                     {
  return library.examine(options, runtime);
}
