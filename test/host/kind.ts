import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { run } from './run.ts';

const clusterOf = (name: string): string => `ephemeral-vcluster-${name}`;

/** Creates a cluster in a Docker container, which pulls its images from their registries. */
export async function createKind(name: string, kubeconfig: string): Promise<void> {
  await mkdir(dirname(kubeconfig), { recursive: true, mode: 0o700 });
  const clusters = (await run('kind', ['get', 'clusters'])).split('\n');
  const target = ['--name', clusterOf(name), '--kubeconfig', kubeconfig];
  if (clusters.includes(clusterOf(name))) await run('kind', ['export', 'kubeconfig', ...target]);
  else await run('kind', ['create', 'cluster', '--wait', '120s', ...target]);
}

export async function deleteKind(name: string, kubeconfig: string): Promise<void> {
  await run('kind', ['delete', 'cluster', '--name', clusterOf(name), '--kubeconfig', kubeconfig]);
}

export async function loadIntoKind(name: string, archive: string): Promise<void> {
  await run('kind', ['load', 'image-archive', archive, '--name', clusterOf(name)]);
}
