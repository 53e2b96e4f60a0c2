import type { V1OwnerReference } from '@kubernetes/client-node';

/**
 * An object on the host that the cluster belongs to, such as a Tekton PipelineRun. If both are in the same namespace,
 * Kubernetes deletes the cluster with its owner; otherwise the uid still identifies the owner.
 */
export interface Owner {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  namespace: string;
}

/** Returns the owner references for an object in `namespace`; none if the owner is in another namespace. */
export function referencesTo(owner: Owner | undefined, namespace: string): V1OwnerReference[] {
  if (owner?.namespace !== namespace) return [];
  const { apiVersion, kind, name, uid } = owner;
  return [{ apiVersion, kind, name, uid }];
}
