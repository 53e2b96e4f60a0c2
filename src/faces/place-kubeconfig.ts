import { mkdir, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Cluster } from '../core/cluster.ts';
import { writeKubeconfig } from '../core/kubeconfig.ts';

/** Copies the cluster's kubeconfig to where the user wants it, if anywhere; gives the path to use. */
export async function placeKubeconfig(
  { kubeconfig }: Pick<Cluster, 'kubeconfig'>,
  wanted: string | undefined,
): Promise<string> {
  if (!wanted) return kubeconfig;
  const path = resolve(wanted);
  await mkdir(dirname(path), { recursive: true });
  await writeKubeconfig(path, await readFile(kubeconfig, 'utf8'));
  return path;
}
