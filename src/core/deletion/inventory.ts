import type { V1ObjectMeta } from '@kubernetes/client-node';
import type { HostAccess } from '../kube/http/access.ts';
import { askHost } from '../kube/http/request.ts';
import { type Owned, ownedOf } from './owner-graph.ts';

/** One object in a namespace of the host cluster. */
export interface NamespacedObject extends Owned {
  /** In the format that kubectl accepts: `configmaps`, `deployments.apps`. */
  resource: string;
  kind: string;
  name: string;
  metadata: V1ObjectMeta;
}

export interface Inventory {
  objects: NamespacedObject[];
  /** The resources that could be listed. The namespace may contain objects of other resources too. */
  seen: string[];
}

/** Requests only metadata, so that no content of a Secret is read. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** Lists a namespace's objects of every kind that the host has and that can be deleted. Sends about 60 requests. */
export async function takeInventory(access: HostAccess, namespace: string): Promise<Inventory> {
  const resources = await discover(access);
  const lists = await Promise.all(resources.map((resource) => list(access, resource, namespace)));
  return {
    objects: lists.flatMap((objects) => objects ?? []),
    seen: resources.filter((_, index) => lists[index]).map(({ resource }) => resource),
  };
}

interface Resource {
  /** `/api/v1` or `/apis/GROUP/VERSION`. */
  root: string;
  /** `configmaps`, `deployments.apps`. */
  resource: string;
  plural: string;
  kind: string;
}

interface Listed {
  /** Null if there are none. */
  items: { metadata: V1ObjectMeta }[] | null;
}

/** Returns the objects of one kind, or undefined if they cannot be listed. */
async function list(
  access: HostAccess,
  { root, resource, plural, kind }: Resource,
  namespace: string,
): Promise<NamespacedObject[] | undefined> {
  const path = `${root}/namespaces/${namespace}/${plural}`;
  const listed = await get<Listed>(access, path, METADATA_ONLY);
  if (!listed) return undefined;
  return (listed.items ?? []).map(({ metadata }) => ({
    ...ownedOf(metadata),
    resource,
    kind,
    name: metadata.name ?? '',
    metadata,
  }));
}

interface Groups {
  groups: { name: string; preferredVersion: { groupVersion: string } }[];
}

async function discover(access: HostAccess): Promise<Resource[]> {
  const { groups } = await askHost<Groups>(access, { method: 'GET', path: '/apis' });
  const found = await Promise.all([
    discoverGroup(access, '', '/api/v1'),
    ...groups.map(({ name, preferredVersion }) =>
      discoverGroup(access, name, `/apis/${preferredVersion.groupVersion}`),
    ),
  ]);
  return found.flat();
}

interface Discovered {
  resources: { name: string; kind: string; namespaced: boolean; verbs: string[] }[];
}

/** Returns no resources for an aggregated API that is down: it does not report its kinds. */
async function discoverGroup(access: HostAccess, group: string, root: string): Promise<Resource[]> {
  const { resources } = (await get<Discovered>(access, root)) ?? { resources: [] };
  // Resources that cannot be deleted, such as metrics, are computed for each response and are not stored.
  return resources
    .filter(({ namespaced }) => namespaced)
    .filter(({ verbs }) => verbs.includes('list') && verbs.includes('delete'))
    .map(({ name, kind }) => {
      const resource = group ? `${name}.${group}` : name;
      return { root, resource, plural: name, kind };
    });
}

const get = <T>(access: HostAccess, path: string, accept?: string): Promise<T | undefined> =>
  askHost<T>(access, { method: 'GET', path, ...(accept && { accept }) }).catch(() => undefined);
