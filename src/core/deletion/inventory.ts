import type { V1ObjectMeta } from '@kubernetes/client-node';
import { inParallel } from '../in-parallel.ts';
import type { Kube } from '../kube/clients.ts';
import type { HostResource } from '../kube/discovery.ts';
import { type Owned, ownedOf } from './owner-graph.ts';

/** One object in a namespace of the host cluster. */
export interface NamespacedObject extends Owned, HostResource {
  name: string;
  metadata: V1ObjectMeta;
}

export interface Inventory {
  objects: NamespacedObject[];
  /** The resources that could be listed, such as `configmaps` or `deployments.apps`. */
  seen: string[];
  /** The resources that could not be listed, and `*.GROUP` for an API that does not respond. */
  hidden: string[];
}

/** Concurrent requests. Each uses a separate connection, which the next request uses again. */
const CONCURRENCY = 8;

/**
 * Lists a namespace's objects of every kind that the host has and that can be deleted, without their content. Sends
 * about 30 requests.
 */
export async function takeInventory(
  { metadata }: Pick<Kube, 'metadata'>,
  namespace: string,
): Promise<Inventory> {
  const { resources, silent } = await metadata.discover();
  const lists = new Map<HostResource, NamespacedObject[]>();
  await inParallel(CONCURRENCY, resources, async (resource) => {
    const listed = await metadata.list(resource, { namespace }).catch(() => undefined);
    if (listed) lists.set(resource, listed.map(toObject(resource)));
  });
  const { seen = [], hidden = [] } = Object.groupBy(resources, (it) =>
    lists.has(it) ? 'seen' : 'hidden',
  );
  return {
    objects: seen.flatMap((resource) => lists.get(resource) ?? []),
    seen: seen.map(({ resource }) => resource),
    hidden: [...hidden.map(({ resource }) => resource), ...silent.map((group) => `*.${group}`)],
  };
}

export const toObject =
  (resource: HostResource) =>
  (metadata: V1ObjectMeta): NamespacedObject => ({
    ...ownedOf(metadata),
    ...resource,
    name: metadata.name ?? '',
    metadata,
  });
