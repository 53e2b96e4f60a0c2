import type { V1OwnerReference } from '@kubernetes/client-node';
import type { Mark } from './add-metadata.ts';

/** What the objects of one cluster get when they are made. */
export interface OwnerMarks {
  namespace: string;
  /** Of what is in the namespace. */
  owner: V1OwnerReference;
  /** Of what is outside of it, which no lease can own. */
  labels: Record<string, string>;
}

export interface WriteRequest {
  method: string;
  path: string;
  contentType: string;
}

/** Paths of the objects that the chart makes outside of the namespace. */
export const CLUSTER_SCOPED_PATH =
  /^\/apis\/rbac\.authorization\.k8s\.io\/[^/]+\/(clusterroles|clusterrolebindings)(\/[^/?]+)?$/;

/**
 * The mark for a request that creates an object (POST, or server-side apply) or replaces one (PUT): helm replaces its
 * release Secret by one without owners.
 */
export function markFor(
  { method, path, contentType }: WriteRequest,
  marks: OwnerMarks,
): Mark | undefined {
  const writesWhole =
    method === 'POST' ||
    method === 'PUT' ||
    (method === 'PATCH' && contentType.includes('apply-patch'));
  if (!writesWhole) return undefined;
  const place = path.replace(/\?.*$/, '');
  const inNamespace = new RegExp(`/namespaces/${marks.namespace}/[^/]+(/[^/]+)?$`);
  if (inNamespace.test(place)) return { owner: marks.owner };
  return CLUSTER_SCOPED_PATH.test(place) ? { labels: marks.labels } : undefined;
}
