import { chmod, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Cluster } from '../core/create/cluster.ts';
import { joinKubeconfigs, writeKubeconfig } from '../core/kube/kubeconfig.ts';

/**
 * Writes one kubeconfig with a context for each of `clusters` to `wanted`, and returns its path. Without `wanted`, a single
 * cluster keeps its existing kubeconfig.
 */
export async function placeKubeconfig(
  clusters: readonly Pick<Cluster, 'kubeconfig'>[],
  wanted: string | undefined,
  mode = 0o600,
): Promise<string> {
  const paths = clusters.map(({ kubeconfig }) => kubeconfig);
  const [first = ''] = paths;
  const path = wanted ?? (paths.length > 1 ? join(dirname(first), 'kubeconfig') : first);
  if (path === first) return path;
  const texts = await Promise.all(paths.map((it) => readFile(it, 'utf8')));
  await mkdir(dirname(path), { recursive: true });
  await writeKubeconfig(path, joinKubeconfigs(texts));
  await chmod(path, mode);
  return path;
}
