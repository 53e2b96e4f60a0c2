import type { KubernetesObject } from '@kubernetes/client-node';

/** The object, which may be in no namespace, goes with the namespace `owner`. */
export function ownBy({ metadata }: KubernetesObject, object: KubernetesObject): void {
  const { name = '', uid = '' } = metadata ?? {};
  const ownerReferences = [{ apiVersion: 'v1', kind: 'Namespace', name, uid }];
  object.metadata = { ...object.metadata, ownerReferences };
}
