import { ClusterError } from '../core/errors.ts';
import { apiMessage, isForbidden } from '../core/kube/clients.ts';

/** What was looked for in all namespaces; to a tenant, who may not, it says how to look in one. */
export async function acrossNamespaces<T>(
  search: Promise<T>,
  namespaces: readonly string[] = [],
): Promise<T> {
  try {
    return await search;
  } catch (error) {
    if (namespaces.length > 0 || !isForbidden(error)) throw error;
    throw new ClusterError(`Could not look in all namespaces: ${apiMessage(error)}`, {
      hint: 'Say by --namespace in which one to look.',
      cause: error,
    });
  }
}
