import type { KubernetesObject } from '@kubernetes/client-node';
import { CORE_SCHEMA, loadAll, mergeTag } from 'js-yaml';

/** An object that is to be in each cluster. */
export interface Manifest {
  /** Where it stands, for messages. */
  source: string;
  /** As it was written: a field that we do not know is the cluster's to judge. */
  object: KubernetesObject;
}

/** What others need comes first. */
const FIRST = ['CustomResourceDefinition', 'Namespace', 'ServiceAccount', 'ClusterRole', 'Role'];

/** In an order in which they can be applied. */
export const inOrder = (manifests: readonly Manifest[]): Manifest[] =>
  manifests.toSorted((a, b) => rank(a) - rank(b));

const rank = ({ object }: Manifest): number => {
  const index = FIRST.indexOf(object.kind ?? '');
  return index < 0 ? FIRST.length : index;
};

const SCHEMA = CORE_SCHEMA.withTags(mergeTag);

/**
 * The objects in a text of one or several YAML documents, and in the lists among them.
 *
 * @throws Error where it is no YAML, or a document is no Kubernetes object.
 */
export function parseManifests(source: string, text: string): Manifest[] {
  return loadAll(text, { schema: SCHEMA })
    .filter((document) => document !== null && document !== undefined)
    .flatMap((document, index) => objectsIn(document, `document ${index + 1}`))
    .map((object) => ({ source, object }));
}

/** A kind and its items, as `kubectl get --output=yaml` prints several. */
type List = KubernetesObject & { items?: unknown };

function objectsIn(document: unknown, where: string): KubernetesObject[] {
  const object = (typeof document === 'object' ? document : {}) as List;
  const { apiVersion, kind, metadata, items } = object;
  if (apiVersion && kind?.endsWith('List') && Array.isArray(items)) {
    return items.flatMap((item, index) => objectsIn(item, `${where}, item ${index + 1}`));
  }
  if (apiVersion && kind && metadata?.name) return [object];
  throw new Error(`${where} lacks apiVersion, kind or metadata.name`);
}
