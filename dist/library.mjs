// For `import`. An import of library.js itself would be parsed before the version of Node is checked.
import library from './library.cjs';

export const {
  ClusterError,
  createCluster,
  createClusters,
  deleteCluster,
  examine,
  InputError,
  listClusters,
  sweep,
} = library;
