import type { KubernetesObject } from '@kubernetes/client-node';
import { CLUSTER_ID } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { isForbidden, type Kube, orUndefined, unlessGone } from '../kube/clients.ts';
import type { Leftover } from './leftovers.ts';

/** The cluster-scoped kinds that the chart creates if the values need them. No lease can own such objects. */
export const CLUSTER_SCOPED = ['ClusterRoleBinding', 'ClusterRole'] as const;
export type ClusterScoped = (typeof CLUSTER_SCOPED)[number];

/** Returns the names that the chart gives these objects: `trunc 63 | trimSuffix "-"`. */
export const clusterRoleNames = (ref: Pick<ClusterRef, 'name' | 'namespace'>): string[] =>
  ['vc', 'vc-mn'].map((prefix) =>
    `${prefix}-${ref.name}-v-${ref.namespace}`.slice(0, 63).replace(/-$/, ''),
  );

/**
 * Deletes the cluster-scoped objects of `ref`. Recognizes them by the label with the cluster's ID, not by name. Returns
 * the objects that it has no permission to delete.
 */
export async function deleteClusterRoles(kube: Kube, ref: ClusterRef): Promise<Leftover[]> {
  const wanted = CLUSTER_SCOPED.flatMap((kind) =>
    clusterRoleNames(ref).map((name) => deleteIfLabelled(kube, ref, kind, name)),
  );
  return (await Promise.all(wanted)).filter((leftover) => leftover !== undefined);
}

async function deleteIfLabelled(
  kube: Kube,
  { id }: ClusterRef,
  kind: ClusterScoped,
  name: string,
): Promise<Leftover | undefined> {
  const found = await orUndefined(read(kube, kind, name)).catch(undefinedIfForbidden);
  if (found?.metadata?.labels?.[CLUSTER_ID] !== id) return undefined;
  try {
    await unlessGone(deleteClusterScoped(kube, kind, name, found.metadata.uid));
    return undefined;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return {
      object: `${kind} ${name}`,
      reason: 'the permission to delete it is missing',
      hint: `As an administrator: kubectl delete ${kind.toLowerCase()} ${name}`,
    };
  }
}

const read = ({ rbac }: Kube, kind: ClusterScoped, name: string): Promise<KubernetesObject> =>
  kind === 'ClusterRole' ? rbac.readClusterRole({ name }) : rbac.readClusterRoleBinding({ name });

/** Deletes the object with this uid. Fails with 404 if it is gone, and with 409 if another object has its name. */
export function deleteClusterScoped(
  { rbac }: Kube,
  kind: ClusterScoped,
  name: string,
  uid: string | undefined,
): Promise<unknown> {
  const request = { name, body: { preconditions: { ...(uid && { uid }) } } };
  return kind === 'ClusterRole'
    ? rbac.deleteClusterRole(request)
    : rbac.deleteClusterRoleBinding(request);
}

/** A user who cannot read the object cannot have created it: helm reads an object before it creates it. */
function undefinedIfForbidden(error: unknown): undefined {
  if (!isForbidden(error)) throw error;
}
