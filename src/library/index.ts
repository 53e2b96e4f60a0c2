/** What `src/library.ts` publishes, for any program; that file knows where the keeper is. */

export { createCluster, createClusters } from './create.ts';
export { deleteCluster } from './delete.ts';
export { examine, listClusters, sweep } from './look.ts';
