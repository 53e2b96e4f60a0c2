import { isConflict, type Kube } from '../core/kube/clients.ts';

/**
 * Creates the namespaces that the inputs name, unless they exist. A new host cluster has none of them, and a workflow that names those
 * of the team has to work on it, too, for pull requests from forks.
 */
export async function createNamespaces(
  { core }: Pick<Kube, 'core'>,
  names: Iterable<string>,
): Promise<void> {
  for (const name of names)
    await core.createNamespace({ body: { metadata: { name } } }).catch((error) => {
      if (!isConflict(error)) throw error;
    });
}
