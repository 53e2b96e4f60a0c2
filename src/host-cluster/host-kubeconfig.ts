import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { kubeconfigSecrets, writeKubeconfig } from '../core/kube/kubeconfig.ts';
import type { Log } from '../core/runtime.ts';

/**
 * Copies only the credentials of the current context to a file in `workDir`, and returns its path. The clean-up and the
 * keeper read this copy: by then KUBECONFIG points to the virtual cluster, and the file of an input may have been deleted.
 */
export async function saveHostKubeconfig(kubeConfig: KubeConfig, workDir: string): Promise<string> {
  const path = join(workDir, 'host.kubeconfig');
  await writeKubeconfig(path, onlyCurrent(kubeConfig).exportConfig());
  return path;
}

/** Reads that copy. Ignores the environment. */
export function loadHostKubeconfig(path: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(path);
  return kubeConfig;
}

/** Returns the secrets in the host's credentials, in each form in which they can appear in a log. */
export function hostSecrets(kubeConfig: KubeConfig): string[] {
  const files = kubeConfig
    .getUsers()
    .map(({ authProvider }) => authProvider?.config?.tokenFile as string | undefined);
  const tokens = files.map((file) => file && readFileSync(file, 'utf8').trim());
  return [...kubeconfigSecrets(kubeConfig), ...tokens.filter((token) => token !== undefined)];
}

/** Masks these secrets in the log. */
export function maskHostSecrets(kubeConfig: KubeConfig, log: Pick<Log, 'mask'>): void {
  for (const secret of hostSecrets(kubeConfig)) log.mask(secret);
}

function onlyCurrent(kubeConfig: KubeConfig): KubeConfig {
  const currentContext = kubeConfig.getCurrentContext();
  const context = kubeConfig.getContextObject(currentContext);
  const copy = new KubeConfig();
  copy.loadFromOptions({
    clusters: [kubeConfig.getCurrentCluster()],
    users: [kubeConfig.getCurrentUser()],
    contexts: [context],
    currentContext,
  });
  return copy;
}
