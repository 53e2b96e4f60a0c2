import type { V1OwnerReference } from '@kubernetes/client-node';

/**
 * An object of the host whose end is to be the cluster's end, such as a Tekton PipelineRun. Kubernetes sees to that
 * only inside of one namespace; elsewhere the uid still tells whose cluster it is.
 */
export interface Owner {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  namespace: string;
}

/** What makes an object in `namespace` go with its owner; nothing where the owner is in another one. */
export function referencesTo(owner: Owner | undefined, namespace: string): V1OwnerReference[] {
  if (owner?.namespace !== namespace) return [];
  const { apiVersion, kind, name, uid } = owner;
  return [{ apiVersion, kind, name, uid }];
}
