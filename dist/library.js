import { fileURLToPath } from 'node:url';
import { keeperProgram, library } from './bundle.js';

export { ClusterError, InputError } from './bundle.js';

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
export async function createCluster(options                 = {})                   {
  return library.createCluster(options, world);
}

/**
 * Makes several clusters at once, one for each version or `count` of them: all, or none. They are deleted
 * together by `await using`, and each by its own `delete`.
 *
 * @throws InputError with every problem of every option; nothing was made then.
 * @throws ClusterError with cause and hint for everything else.
 */
export async function createClusters(options                  = {})                    {
  return library.createClusters(options, world);
}

/**
 * Deletes the cluster of that name, or the one whose `ref` another process kept, half-made or whole, and verifies that
 * it is gone. Deleting twice is fine.
 *
 * @throws InputError where several clusters have the name: `namespace` tells them apart.
 */
export async function deleteCluster(
  which                     ,
  options                  = {},
)                        {
  return library.deleteCluster(which, options, world);
}

/** All virtual clusters of ours on the host, whoever made them. */
export async function listClusters(options                = {})                           {
  return library.listClusters(options, world);
}

/** Removes from the host what is ours and expired or ownerless. */
export async function sweep(options                  = {})                       {
  return library.sweep(options, world);
}

/**
 * Finds out whether the cluster of these options can be made, and makes nothing. What cannot be checked is `unknown`.
 *
 * @throws InputError with every problem of every option.
 */
export async function examine(options                 = {})                     {
  return library.examine(options, world);
}
