import type { KubeConfig, KubernetesObject } from '@kubernetes/client-node';
import { readApi } from './read-api.ts';

export interface NamespaceObject {
  /** `Kind/name`. */
  id: string;
  uid: string;
  owners: string[];
}

/** Every namespace has these. Events expire on the host, so they do not count as leftovers. */
const IN_EVERY_NAMESPACE = ['ServiceAccount/default', 'ConfigMap/kube-root-ca.crt'];
const TRACES = ['Event'];
/** The host creates and deletes these, without an owner, for the Service of the same name. */
const SHADOWS = ['Endpoints'];

/** All objects in a namespace, of every kind that the host serves, except those that each namespace has. */
export async function objectsIn(
  kubeConfig: KubeConfig,
  namespace: string,
): Promise<NamespaceObject[]> {
  const { groups } = await readApi<{ groups: { preferredVersion: { groupVersion: string } }[] }>(
    kubeConfig,
    '/apis',
  );
  const roots = [
    '/api/v1',
    ...groups.map((group) => `/apis/${group.preferredVersion.groupVersion}`),
  ];
  const found = await Promise.all(roots.map((root) => objectsInGroup(kubeConfig, root, namespace)));
  return found.flat().filter(({ id }) => !IN_EVERY_NAMESPACE.includes(id));
}

interface Resource {
  name: string;
  kind: string;
  namespaced: boolean;
  verbs: string[];
}

async function objectsInGroup(kubeConfig: KubeConfig, root: string, namespace: string) {
  const { resources } = await readApi<{ resources: Resource[] }>(kubeConfig, root);
  const listed = resources.filter(
    ({ kind, namespaced, verbs }) =>
      namespaced && verbs.includes('list') && ![...TRACES, ...SHADOWS].includes(kind),
  );
  const lists = await Promise.all(
    listed.map(async ({ name, kind }) => {
      const path = `${root}/namespaces/${namespace}/${name}`;
      const { items } = await readApi<{ items: KubernetesObject[] }>(kubeConfig, path);
      return items.map((object) => toNamespaceObject(kind, object));
    }),
  );
  return lists.flat();
}

const toNamespaceObject = (kind: string, { metadata }: KubernetesObject): NamespaceObject => ({
  id: `${kind}/${metadata?.name}`,
  uid: metadata?.uid ?? '',
  owners: metadata?.ownerReferences?.map(({ uid }) => uid) ?? [],
});

/** Ids of the objects that would remain if the object with the uid `root` were deleted. */
export function notOwnedBy(root: string, all: NamespaceObject[]): string[] {
  const owned = new Set([root]);
  for (let before = 0; before < owned.size; ) {
    before = owned.size;
    for (const { uid, owners } of all) if (owners.some((owner) => owned.has(owner))) owned.add(uid);
  }
  return all.filter(({ uid }) => !owned.has(uid)).map(({ id }) => id);
}
