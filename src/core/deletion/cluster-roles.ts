import type { KubernetesObject } from '@kubernetes/client-node';
import { CLUSTER_ID } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { isForbidden, type Kube, orUndefined, unlessGone } from '../kube/clients.ts';
import type { Leftover } from './leftovers.ts';

/** What the chart makes outside of the namespace, only for values that need it. No lease can own it. */
export const CLUSTER_SCOPED = ['ClusterRoleBinding', 'ClusterRole'] as const;
export type ClusterScoped = (typeof CLUSTER_SCOPED)[number];

/** The names that the chart gives them: `trunc 63 | trimSuffix "-"`. */
export const clusterRoleNames = (ref: Pick<ClusterRef, 'name' | 'namespace'>): string[] =>
  ['vc', 'vc-mn'].map((prefix) =>
    `${prefix}-${ref.name}-v-${ref.namespace}`.slice(0, 63).replace(/-$/, ''),
  );

/** Deletes those of `ref`: the label with its id says so, not the name. Gives what it may not delete. */
export async function deleteClusterRoles(kube: Kube, ref: ClusterRef): Promise<Leftover[]> {
  const wanted = CLUSTER_SCOPED.flatMap((kind) =>
    clusterRoleNames(ref).map((name) => deleteIfOurs(kube, ref, kind, name)),
  );
  return (await Promise.all(wanted)).filter((leftover) => leftover !== undefined);
}

async function deleteIfOurs(
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
      reason: 'the right to delete it is missing',
      hint: `As an administrator: kubectl delete ${kind.toLowerCase()} ${name}`,
    };
  }
}

const read = ({ rbac }: Kube, kind: ClusterScoped, name: string): Promise<KubernetesObject> =>
  kind === 'ClusterRole' ? rbac.readClusterRole({ name }) : rbac.readClusterRoleBinding({ name });

/** Deletes that very object. Fails with 404 where it is gone, with 409 where another one has its name. */
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

/** Who may not look at it could not have made it either: helm looks first. */
function undefinedIfForbidden(error: unknown): undefined {
  if (!isForbidden(error)) throw error;
}
