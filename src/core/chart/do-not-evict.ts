/**
 * Annotations of a pod that holds the objects of a cluster on a volume of its own, so that no autoscaler evicts it to
 * save a node (karpenter.sh/docs/concepts/disruption, and the FAQ of the cluster autoscaler). A drain still evicts it.
 */
export const DO_NOT_EVICT = {
  'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
  'karpenter.sh/do-not-disrupt': 'true',
};
