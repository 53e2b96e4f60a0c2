import { chmod, writeFile } from 'node:fs/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { ClusterError } from '../errors.ts';
import { namingPath } from '../private-file.ts';

export interface KubeconfigOptions {
  /** Address at which clients reach the API server. */
  server: string;
  /** Name of the cluster, user and context. */
  context: string;
}

/** Returns vcluster's kubeconfig with the given server and a single context of the given name. */
export function rewriteKubeconfig(text: string, { server, context }: KubeconfigOptions): string {
  const original = new KubeConfig();
  original.loadFromString(text);
  const cluster = original.getCurrentCluster();
  const user = original.getCurrentUser();
  if (!cluster || !user) {
    throw new ClusterError('The kubeconfig that vcluster wrote has no current context.');
  }
  const rewritten = new KubeConfig();
  rewritten.loadFromOptions({
    clusters: [{ ...cluster, name: context, server }],
    users: [{ ...user, name: context }],
    // In a pod of the host, kubectl would default to the pod's namespace, which the virtual cluster does not have.
    contexts: [{ name: context, cluster: context, user: context, namespace: 'default' }],
    currentContext: context,
  });
  return rewritten.exportConfig();
}

/** Joins kubeconfigs with different context names into one. The current context is that of the first one. */
export function joinKubeconfigs(texts: readonly string[]): string {
  const parts = texts.map((text) => {
    const part = new KubeConfig();
    part.loadFromString(text);
    return part;
  });
  const joined = new KubeConfig();
  joined.loadFromOptions({
    clusters: parts.flatMap((part) => part.getClusters()),
    users: parts.flatMap((part) => part.getUsers()),
    contexts: parts.flatMap((part) => part.getContexts()),
    currentContext: parts[0]?.getCurrentContext(),
  });
  return joined.exportConfig();
}

/**
 * Returns the keys, tokens and passwords in a kubeconfig, encoded as in the file, so that each can be masked in logs.
 */
export function kubeconfigSecrets(config: KubeConfig): string[] {
  return config
    .getUsers()
    .flatMap(({ keyData, token, password }) => [keyData, isToken(token) ? token : '', password])
    .filter((secret): secret is string => typeof secret === 'string' && secret !== '');
}

/** Placeholders such as `unused` are no tokens. Masking them would make logs hard to read. */
const SHORTEST_TOKEN = 8;

export const isToken = (text: string | undefined): text is string =>
  (text?.length ?? 0) >= SHORTEST_TOKEN;

/**
 * Writes a kubeconfig with mode 0600, also if the file existed with wider permissions. Writes to the existing file instead
 * of replacing it, because a path that the user chose can be a link.
 */
export async function writeKubeconfig(path: string, text: string): Promise<void> {
  await namingPath(path, async () => {
    await writeFile(path, text, { mode: 0o600 });
    await chmod(path, 0o600);
  });
}
