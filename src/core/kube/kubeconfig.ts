import { chmod, writeFile } from 'node:fs/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { ClusterError } from '../errors.ts';

export interface KubeconfigOptions {
  /** Address of the API server from where we are. */
  server: string;
  /** Name of the cluster, user and context. */
  context: string;
}

/** The engine's kubeconfig with another server and one context of a name of ours. */
export function rewriteKubeconfig(text: string, { server, context }: KubeconfigOptions): string {
  const original = new KubeConfig();
  original.loadFromString(text);
  const cluster = original.getCurrentCluster();
  const user = original.getCurrentUser();
  if (!cluster || !user) {
    throw new ClusterError('The kubeconfig that the virtual cluster wrote has no current context.');
  }
  const ours = new KubeConfig();
  ours.loadFromOptions({
    clusters: [{ ...cluster, name: context, server }],
    users: [{ ...user, name: context }],
    // In a pod of the host kubectl would take the pod's own for the default, which is none of the virtual cluster's.
    contexts: [{ name: context, cluster: context, user: context, namespace: 'default' }],
    currentContext: context,
  });
  return ours.exportConfig();
}

/** One kubeconfig with the contexts of all; the first one's is the current one. Their names differ. */
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

/** The secrets in a kubeconfig, as they stand in it: keys and tokens, to be masked one by one. */
export function kubeconfigSecrets(config: KubeConfig): string[] {
  return config
    .getUsers()
    .flatMap(({ keyData, token, password }) => [keyData, token, password])
    .filter((secret): secret is string => Boolean(secret));
}

/** Writes a kubeconfig that only its owner may read, also over an older file with wider rights. */
export async function writeKubeconfig(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 });
  await chmod(path, 0o600);
}
