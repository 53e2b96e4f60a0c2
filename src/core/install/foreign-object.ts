import type { KubeConfig, KubernetesObject, V1Status } from '@kubernetes/client-node';
import { CLUSTER_ID } from '../cluster/labels.ts';
import { accessOf } from '../kube/http/access.ts';
import { askHost } from '../kube/http/request.ts';
import { CLUSTER_SCOPED_PATH } from './owner-marks.ts';

/**
 * The API's refusal where a request would change an object outside of the namespace that no cluster of ours made, else
 * undefined. helm takes over what bears its release's name, such as the ClusterRole that is left when somebody deletes
 * the namespace of a cluster which the vcluster CLI made.
 */
export async function foreignObject(
  kubeConfig: KubeConfig,
  method: string | undefined,
  path: string,
): Promise<(V1Status & { code: number }) | undefined> {
  const place = path.replace(/\?.*$/, '');
  const name = CLUSTER_SCOPED_PATH.exec(place)?.[2]?.slice(1);
  if (!name || method === 'GET' || method === 'POST') return undefined;
  const access = accessOf(kubeConfig);
  const found = await askHost<KubernetesObject>(access, { method: 'GET', path: place });
  if (found.metadata?.labels?.[CLUSTER_ID]) return undefined;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    reason: 'Conflict',
    code: 409,
    message: `${name} exists, was not made by us and stays untouched: delete it, or choose another \`name\``,
  };
}
