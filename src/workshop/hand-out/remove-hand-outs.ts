import { existsSync } from 'node:fs';
import { readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Files } from './archive.ts';
import type { ListedHandOut } from './overview-page.ts';
import { writeOverview } from './write-overview.ts';

/** Removes the hand-outs of `clusters`, also from the organiser's page and zip, in which `rest` remains. */
export async function removeHandOuts(
  folder: string,
  workshop: string,
  clusters: readonly string[],
  rest: readonly ListedHandOut[],
): Promise<void> {
  await removeEach(folder, clusters);
  if (!existsSync(join(folder, 'index.html'))) return;
  const handOuts = rest.filter(({ cluster }) => existsSync(join(folder, cluster)));
  const files = await Promise.all(handOuts.map(({ cluster }) => filesOf(folder, cluster)));
  await writeOverview(folder, { workshop, handOuts, failed: [] }, Object.assign({}, ...files));
}

async function filesOf(folder: string, cluster: string): Promise<Files> {
  const paths = ['index.html', 'kubeconfig.yaml'].map((name) => `${cluster}/${name}`);
  const found = [...paths, `${cluster}.zip`].filter((path) => existsSync(join(folder, path)));
  const read = async (path: string) => [path, await readFile(join(folder, path))] as const;
  return Object.fromEntries(await Promise.all(found.map(read)));
}

async function removeEach(folder: string, clusters: readonly string[]): Promise<void> {
  for (const cluster of clusters) {
    for (const name of [cluster, `${cluster}.zip`])
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Removes all hand-outs of a workshop, also those of expired clusters, and the folder if it is empty then. */
export async function removeAllHandOuts(folder: string, workshop: string): Promise<void> {
  if (!existsSync(folder)) return;
  const prefix = `${workshop}-`;
  const clusters = (await readdir(folder)).filter(
    (name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)),
  );
  await removeEach(folder, clusters);
  for (const name of ['index.html', `${workshop}.zip`])
    await rm(join(folder, name), { force: true });
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY') throw error;
  });
}
