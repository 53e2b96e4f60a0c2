import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivate } from '../../core/private-file.ts';
import { archive, type Files, within } from './archive.ts';
import { type Overview, overviewPage } from './overview-page.ts';

/** Writes the organiser's page, and a zip of the page and of `files`, to which it links. */
export async function writeOverview(
  folder: string,
  content: Overview,
  files: Files,
): Promise<void> {
  const { workshop, handOuts } = content;
  const page = overviewPage(content);
  const zip = join(folder, `${workshop}.zip`);
  if (handOuts.length === 0) await rm(zip, { force: true });
  else await writePrivate(zip, archive(within(workshop, { ...files, 'index.html': page })));
  // Written last, so that everything it links to exists.
  await writePrivate(join(folder, 'index.html'), page);
}
