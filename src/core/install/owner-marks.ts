import type { V1OwnerReference } from '@kubernetes/client-node';
import type { Mark } from './add-metadata.ts';

/** The marks that the objects of one cluster get at creation. */
export interface OwnerMarks {
  namespace: string;
  /** Owner of the objects in the namespace. */
  owner: V1OwnerReference;
  /** Labels of cluster-scoped objects, which a lease cannot own. */
  labels: Record<string, string>;
}

export interface WriteRequest {
  method: string;
  path: string;
  contentType: string;
}

/** Paths of the cluster-scoped objects that the chart creates. */
export const CLUSTER_SCOPED_PATH =
  /^\/apis\/rbac\.authorization\.k8s\.io\/[^/]+\/(clusterroles|clusterrolebindings)(\/[^/?]+)?$/;

/** Reviews are POST requests that create nothing. */
const REVIEW_PATH = /^\/apis\/(authorization|authentication)\.k8s\.io\//;

/** Whether a request creates an object (POST or server-side apply) or replaces one (PUT). */
const writesWholeObject = ({ method, path, contentType }: WriteRequest): boolean =>
  (method === 'POST' && !REVIEW_PATH.test(path)) ||
  method === 'PUT' ||
  (method === 'PATCH' && contentType.includes('apply-patch'));

/**
 * Whether a request creates an object that gets no mark, because it is in another namespace or cluster-scoped. Nothing
 * would delete that object.
 */
export const leavesUnmarked = (request: WriteRequest, marks: OwnerMarks): boolean =>
  writesWholeObject(request) && markFor(request, marks) === undefined;

/**
 * Returns the mark for a request that creates an object (POST or server-side apply) or replaces one (PUT). PUT needs the
 * mark because helm replaces its release Secret with one that has no owners.
 */
export function markFor(request: WriteRequest, marks: OwnerMarks): Mark | undefined {
  if (!writesWholeObject(request)) return undefined;
  const objectPath = request.path.replace(/\?.*$/, '');
  const inNamespace = new RegExp(`/namespaces/${marks.namespace}/[^/]+(/[^/]+)?$`);
  if (inNamespace.test(objectPath)) return { owner: marks.owner };
  return CLUSTER_SCOPED_PATH.test(objectPath) ? { labels: marks.labels } : undefined;
}
