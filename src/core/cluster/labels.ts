/** Labels on all objects that this tool creates directly: leases, dedicated namespaces, certificates. */
export const MANAGED_BY = 'app.kubernetes.io/managed-by';
export const MANAGER = 'ephemeral-vcluster';
export const CLUSTER_NAME = 'ephemeral-vcluster/name';
/** The random `ClusterRef.id`, which distinguishes clusters of the same name. */
export const CLUSTER_ID = 'ephemeral-vcluster/id';

/** The namespace of the cluster, on cluster-scoped objects: a lease cannot own those. */
export const CLUSTER_NAMESPACE = 'ephemeral-vcluster/namespace';

/** Uid of the object that the cluster belongs to, such as a PipelineRun; not set without an owner. */
export const OWNER_UID = 'ephemeral-vcluster/owner-uid';

/** Name of the workshop that the cluster belongs to; not set without a workshop. */
export const WORKSHOP = 'ephemeral-vcluster/workshop';

/** Annotations on the lease, for `listClusters` and for people. */
export const KUBERNETES_VERSION = 'ephemeral-vcluster/kubernetes-version';
export const VCLUSTER_VERSION = 'ephemeral-vcluster/vcluster-version';
/** Who created the cluster; a text for people. */
export const CREATED_BY = 'ephemeral-vcluster/created-by';
/** The hard limit, `ttl` after creation, in ISO 8601. */
export const EXPIRES_AT = 'ephemeral-vcluster/expires-at';
/** The pod that holds all objects of the cluster: see `StatePod`. Not set while it is created, or if the objects outlive the pod. */
export const STATE_POD = 'ephemeral-vcluster/state-pod';

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

/**
 * Labels for cluster-scoped objects that helm creates. Without `MANAGED_BY`, because helm sets that label to its own
 * value and checks it.
 */
export const clusterScopedLabels = (ref: {
  name: string;
  id: string;
  namespace: string;
}): Record<string, string> => ({
  [CLUSTER_NAME]: ref.name,
  [CLUSTER_ID]: ref.id,
  [CLUSTER_NAMESPACE]: ref.namespace,
});

/** `true` if the lease's namespace was created for the cluster and is deleted with it. */
export const OWN_NAMESPACE = 'ephemeral-vcluster/own-namespace';

/** The hard limit, in whole seconds after the lease's start. */
export const TTL_SECONDS = 'ephemeral-vcluster/ttl-seconds';

/** Selects the pods of a virtual cluster's control plane by labels that the chart sets. */
export const controlPlaneSelector = (name: string): string => `app=vcluster,release=${name}`;

/** Whether an object is labelled with the id of the cluster. */
export const carriesId = (
  object: { metadata?: { labels?: Record<string, string> } } | undefined,
  { id }: { id: string },
): boolean => object?.metadata?.labels?.[CLUSTER_ID] === id;

/**
 * Returns how the host cluster changed labels from what was sent, as text for people; undefined if they are as sent. A
 * webhook may overwrite labels, and this tool finds its namespaces and leases by them.
 */
export function describeLabelChanges(
  { metadata }: { metadata?: { labels?: Record<string, string> } },
  sent: Record<string, string>,
): string | undefined {
  const changes = Object.entries(sent).flatMap(([label, value]) => {
    const actual = metadata?.labels?.[label];
    return actual === value ? [] : [`label ${label} is ${actual ?? 'not set'} instead of ${value}`];
  });
  return changes.length > 0 ? changes.join(', ') : undefined;
}
