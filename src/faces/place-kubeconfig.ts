import { chmod, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Cluster } from '../core/cluster.ts';
import { writeKubeconfig } from '../core/kubeconfig.ts';

/** Writes the cluster's kubeconfig to where the user wants it, besides; gives the path for the user's programs. */
export async function placeKubeconfig(
  cluster: Pick<Cluster, 'kubeconfig'>,
  path = cluster.kubeconfig,
  mode = 0o600,
): Promise<string> {
  if (path === cluster.kubeconfig) return path;
  await mkdir(dirname(path), { recursive: true });
  await writeKubeconfig(path, await readFile(cluster.kubeconfig, 'utf8'));
  await chmod(path, mode);
  return path;
}
