import type { V1ObjectMeta } from '@kubernetes/client-node';
import { CLUSTER_ID } from '../../../../src/core/cluster/labels.ts';
import type { Kube } from '../../../../src/core/kube/clients.ts';

const CLUSTER_SCOPED = [
  ['/api/v1', 'namespaces'],
  ['/api/v1', 'nodes'],
  ['/api/v1', 'persistentvolumes'],
  ['/apis/rbac.authorization.k8s.io/v1', 'clusterroles'],
  ['/apis/rbac.authorization.k8s.io/v1', 'clusterrolebindings'],
  ['/apis/scheduling.k8s.io/v1', 'priorityclasses'],
  ['/apis/storage.k8s.io/v1', 'storageclasses'],
].map(([root = '', plural = '']) => ({ root, plural }));

/** Kubernetes replaces these itself. */
const PASSING = /^(events|leases|endpoints|endpointslices)\b/;

/** Uid and name of each object of the host cluster that belongs neither to a virtual cluster nor to another object. */
export async function otherObjects(kube: Kube): Promise<Map<string, string>> {
  const { items } = await kube.core.listNamespace();
  const ending = items.filter(
    ({ metadata }) => metadata?.deletionTimestamp || metadata?.labels?.[CLUSTER_ID],
  );
  const excluded = new Set(ending.map(({ metadata }) => metadata?.name));
  const isOther = ({ name, namespace, deletionTimestamp, ownerReferences = [] }: V1ObjectMeta) =>
    !deletionTimestamp && ownerReferences.length === 0 && !excluded.has(namespace ?? name);
  return listed(kube, isOther);
}

/** The names of those of `before` that are gone. */
export async function goneOf(kube: Kube, before: Map<string, string>): Promise<string[]> {
  const now = await listed(kube, ({ deletionTimestamp }) => !deletionTimestamp);
  return [...before].filter(([uid]) => !now.has(uid)).map(([, name]) => name);
}

async function listed({ metadata }: Kube, isWanted: (object: V1ObjectMeta) => boolean) {
  const { resources } = await metadata.discover();
  const kept = resources.filter(({ resource }) => !PASSING.test(resource));
  const found = new Map<string, string>();
  for (const resource of [...kept, ...CLUSTER_SCOPED]) {
    for (const object of await metadata.list(resource, {})) {
      const { uid = '', name, namespace } = object;
      const id = [resource.plural, namespace, name].filter(Boolean).join(' ');
      if (isWanted(object)) found.set(uid, id);
    }
  }
  return found;
}
