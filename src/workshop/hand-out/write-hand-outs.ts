import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeKubeconfig } from '../../core/kubeconfig.ts';
import type { Failed, HandOut } from './hand-out.ts';

/** TODO replaced */
export async function writeHandOuts(
  folder: string,
  handOuts: readonly HandOut[],
  _failed: readonly Failed[],
): Promise<void> {
  for (const { cluster, kubeconfig } of handOuts) {
    const own = join(folder, cluster);
    await mkdir(own, { recursive: true, mode: 0o700 });
    await writeKubeconfig(join(own, 'kubeconfig.yaml'), kubeconfig);
  }
}

/** Removes what `writeHandOuts` made for these clusters, and the folder where nothing else is left in it. */
export async function removeHandOuts(folder: string, clusters: readonly string[]): Promise<void> {
  for (const cluster of clusters) {
    for (const name of [cluster, `${cluster}.zip`])
      await rm(join(folder, name), { recursive: true, force: true });
  }
}
