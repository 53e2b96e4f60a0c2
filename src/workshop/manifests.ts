import type { KubernetesObject } from '@kubernetes/client-node';
import { parseAllYaml } from '../core/yaml.ts';

/** An object that is created in each cluster. */
export interface Manifest {
  /** The file that contains it, for messages. */
  source: string;
  /** The object as written. The cluster validates it, so that it may have fields that are unknown here. */
  object: KubernetesObject;
}

/** The kinds that other objects depend on, in order. */
const FIRST = ['CustomResourceDefinition', 'Namespace', 'ServiceAccount', 'ClusterRole', 'Role'];

/** Returns the manifests in an order in which they can be applied. */
export const inOrder = (manifests: readonly Manifest[]): Manifest[] =>
  manifests.toSorted((a, b) => rank(a) - rank(b));

const rank = ({ object }: Manifest): number => {
  const index = FIRST.indexOf(object.kind ?? '');
  return index < 0 ? FIRST.length : index;
};

/**
 * Returns the objects in a text of one or several YAML documents, including those in lists.
 *
 * @throws Error if the text is not valid YAML, or a document is not a Kubernetes object.
 */
export function parseManifests(source: string, text: string): Manifest[] {
  return parseAllYaml(text)
    .filter((document) => document !== null && document !== undefined)
    .flatMap((document, index) => objectsIn(document, `document ${index + 1}`))
    .map((object) => ({ source, object }));
}

/** A list, as `kubectl get --output=yaml` prints several objects. */
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
