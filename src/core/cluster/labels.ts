/** Labels on everything that we name ourselves: the lease, a namespace of ours, the certificates. */
export const MANAGED_BY = 'app.kubernetes.io/managed-by';
export const MANAGER = 'ephemeral-vcluster';
export const CLUSTER_NAME = 'ephemeral-vcluster/name';
/** The random `ClusterRef.id`: what tells our cluster from another one of the same name. */
export const CLUSTER_ID = 'ephemeral-vcluster/id';

/** On what is outside of every namespace, where no lease can own it: the namespace of its cluster. */
export const CLUSTER_NAMESPACE = 'ephemeral-vcluster/namespace';

/** Uid of the object that the cluster belongs to, a PipelineRun for example, where there is one. */
export const OWNER_UID = 'ephemeral-vcluster/owner-uid';

/** Name of the workshop that the cluster is a part of, where there is one. */
export const WORKSHOP = 'ephemeral-vcluster/workshop';

/** Annotations on the lease, for `listClusters` and for people. */
export const KUBERNETES_VERSION = 'ephemeral-vcluster/kubernetes-version';
export const VCLUSTER_VERSION = 'ephemeral-vcluster/vcluster-version';
/** Who made the cluster, in words. */
export const CREATED_BY = 'ephemeral-vcluster/created-by';
/** ISO 8601: the hard limit, `ttl` after creation. */
export const EXPIRES_AT = 'ephemeral-vcluster/expires-at';

export const ownLabels = (ref: {
  name: string;
  id: string;
  owner?: { uid: string } | undefined;
  workshop?: string | undefined;
}): Record<string, string> => ({
  [MANAGED_BY]: MANAGER,
  [CLUSTER_NAME]: ref.name,
  [CLUSTER_ID]: ref.id,
  ...(ref.owner && { [OWNER_UID]: ref.owner.uid }),
  ...(ref.workshop && { [WORKSHOP]: ref.workshop }),
});

/** Marks what helm makes outside of the namespace as ours. `MANAGED_BY` is missing: helm sets it, and wants it so. */
export const clusterScopedLabels = (ref: {
  name: string;
  id: string;
  namespace: string;
}): Record<string, string> => ({
  [CLUSTER_NAME]: ref.name,
  [CLUSTER_ID]: ref.id,
  [CLUSTER_NAMESPACE]: ref.namespace,
});

/** `true` where the lease's namespace was made for the cluster and goes with it. */
export const OWN_NAMESPACE = 'ephemeral-vcluster/own-namespace';

/** Whole seconds after the lease's start at which the hard limit lies. */
export const TTL_SECONDS = 'ephemeral-vcluster/ttl-seconds';

/** Selects the pods of a virtual cluster's control plane; the labels are the chart's. */
export const controlPlaneSelector = (name: string): string => `app=vcluster,release=${name}`;

/** Whether an object carries the id of our cluster. */
export const carriesId = (
  object: { metadata?: { labels?: Record<string, string> } } | undefined,
  { id }: { id: string },
): boolean => object?.metadata?.labels?.[CLUSTER_ID] === id;
