import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importImage } from './containerd.ts';
import type { Layout } from './layout.ts';

// The record contains the paths of the archives, because they contain the key of the recipe; a tag does not.
const recordOf = ({ folder }: Layout): string => join(folder, 'images.json');

export async function recordImages(layout: Layout, archives: readonly string[]): Promise<void> {
  await writeFile(recordOf(layout), JSON.stringify(archives));
}

/** Imports the archives that the running host does not have. */
export async function importImages(layout: Layout, archives: readonly string[]): Promise<void> {
  const present = await readFile(recordOf(layout), 'utf8').then(
    (text) => new Set<string>(JSON.parse(text)),
    () => new Set<string>(),
  );
  for (const archive of archives) {
    if (present.has(archive)) continue;
    await importImage(layout.socket, archive);
    present.add(archive);
  }
  await recordImages(layout, [...present]);
}
