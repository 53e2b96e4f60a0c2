import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { ClusterConfig, clusterConfigOf } from '../core/kube/cluster-config.ts';
import { parseKubeconfig } from '../core/kube/config/kubeconfig.ts';
import { isToken, kubeconfigSecrets, writeKubeconfig } from '../core/kube/kubeconfig.ts';
import type { Log } from '../core/runtime.ts';

/**
 * Copies only the credentials of the current context to a file in `workDir`, and returns its path. The clean-up reads
 * this copy: by then KUBECONFIG points to the virtual cluster, and the files of an input may have been deleted. So the
 * copy contains the certificates and keys that the kubeconfig names by paths.
 */
export async function saveHostKubeconfig(kubeConfig: KubeConfig, workDir: string): Promise<string> {
  const path = join(workDir, 'host.kubeconfig');
  await writeKubeconfig(path, clusterConfigOf(kubeConfig).exportConfig());
  return path;
}

/** Reads that copy. Ignores the environment. */
export function loadHostKubeconfig(path: string): KubeConfig {
  const config = parseKubeconfig(readFileSync(path, 'utf8'), path);
  return new ClusterConfig(config, config.currentContext);
}

/** Returns the secrets in the host's credentials, in each form in which they can appear in a log. */
export function hostSecrets(kubeConfig: KubeConfig): string[] {
  const { token, proxyUrl = '' } = clusterConfigOf(kubeConfig).credentials;
  const password = decodeURIComponent(URL.parse(proxyUrl)?.password ?? '');
  const named = [isToken(token) && token, password].filter((secret) => typeof secret === 'string');
  return [...new Set([...kubeconfigSecrets(kubeConfig), ...named])].filter(Boolean);
}

/** Masks these secrets in the log. */
export function maskHostSecrets(kubeConfig: KubeConfig, log: Pick<Log, 'mask'>): void {
  for (const secret of hostSecrets(kubeConfig)) log.mask(secret);
}
