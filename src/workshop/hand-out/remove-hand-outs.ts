import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes what `writeHandOuts` wrote for these clusters. */
export async function removeHandOuts(folder: string, clusters: readonly string[]): Promise<void> {
  for (const cluster of clusters) {
    for (const name of [cluster, `${cluster}.zip`])
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Removes all that it wrote, also of clusters that ended by themselves, and the folder where nothing else is in it. */
export async function removeAllHandOuts(folder: string, workshop: string): Promise<void> {
  if (!existsSync(folder)) return;
  const ours = `${workshop}-`;
  const clusters = (await readdir(folder)).filter(
    (name) => name.startsWith(ours) && /^\d+$/.test(name.slice(ours.length)),
  );
  await removeHandOuts(folder, clusters);
  for (const name of ['index.html', `${workshop}.zip`])
    await rm(join(folder, name), { force: true });
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY') throw error;
  });
}
