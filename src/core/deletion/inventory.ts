import type { V1ObjectMeta } from '@kubernetes/client-node';
import type { HostAccess } from '../kube/http/access.ts';
import { askHost } from '../kube/http/request.ts';
import { type Owned, ownedOf } from './owner-graph.ts';

/** One object in a namespace of the host. */
export interface NamespacedObject extends Owned {
  /** As kubectl takes it: `configmaps`, `deployments.apps`. */
  resource: string;
  kind: string;
  name: string;
  metadata: V1ObjectMeta;
}

export interface Inventory {
  objects: NamespacedObject[];
  /** The resources that could be listed; of others there may be objects as well. */
  seen: string[];
}

/** Metadata alone is asked for: no Secret's content comes here. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** What is in a namespace, of every kind that the host knows and that can be deleted. Some 60 requests. */
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
  /** Null where there are none. */
  items: { metadata: V1ObjectMeta }[] | null;
}

/** The objects of one kind; undefined where it cannot be listed. */
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

/** Empty for an aggregated API that is down: it does not even say which kinds it has. */
async function discoverGroup(access: HostAccess, group: string, root: string): Promise<Resource[]> {
  const { resources } = (await get<Discovered>(access, root)) ?? { resources: [] };
  // What cannot be deleted, such as measurements, is made anew for each answer.
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
