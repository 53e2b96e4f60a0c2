import type { KubernetesObject } from '@kubernetes/client-node';

/** Makes the namespace the owner of `object`, so that they are deleted together. `object` may be cluster-scoped. */
export function ownBy({ metadata }: KubernetesObject, object: KubernetesObject): void {
  const { name = '', uid = '' } = metadata ?? {};
  const ownerReferences = [{ apiVersion: 'v1', kind: 'Namespace', name, uid }];
  object.metadata = { ...object.metadata, ownerReferences };
}
