import type { KubernetesObject } from '@kubernetes/client-node';
import { CLUSTER_ID } from '../cluster/labels.ts';
import type { HostAccess } from '../kube/http/access.ts';
import { askHost } from '../kube/http/request.ts';
import { CLUSTER_SCOPED_PATH } from './owner-marks.ts';
import { type Refusal, refusal } from './refusal.ts';

/**
 * Returns a 409 response if the request would change a cluster-scoped object that ephemeral-vcluster did not create,
 * otherwise undefined. helm adopts objects that have its release's name, such as the ClusterRole that remains if a user
 * deletes the namespace of a cluster that the vcluster CLI created.
 */
export async function foreignObject(
  access: HostAccess,
  method: string | undefined,
  path: string,
): Promise<Refusal | undefined> {
  const objectPath = path.replace(/\?.*$/, '');
  const name = CLUSTER_SCOPED_PATH.exec(objectPath)?.[2]?.slice(1);
  if (!name || method === 'GET' || method === 'POST') return undefined;
  const found = await askHost<KubernetesObject>(access, { method: 'GET', path: objectPath });
  if (found.metadata?.labels?.[CLUSTER_ID]) return undefined;
  const message = `${name} exists, was not created by ephemeral-vcluster and stays untouched: delete it, or choose another \`name\``;
  return refusal(409, 'Conflict', message);
}
