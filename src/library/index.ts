/** The functions that `src/library.ts` publishes. That file adds the path of the keeper. */

export { createCluster, createClusters } from './create.ts';
export { deleteCluster } from './delete.ts';
export { examine, listClusters, sweep } from './look.ts';
