import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../lock.ts';
import { buildRoot } from '../paths.ts';
import type { Report } from '../report.ts';

/** How to build a folder that is cached: the same ingredients give the same key, and thus the same folder. */
export interface Recipe {
  name: string;
  /** Everything that the result depends on. */
  ingredients: unknown;
  make(folder: string): Promise<void>;
  /** The progress of `make`, in a few words. */
  progress?: () => string;
}

export function keyOf({ name, ingredients }: Pick<Recipe, 'name' | 'ingredients'>): string {
  const hash = createHash('sha256').update(JSON.stringify(ingredients)).digest('hex');
  return `${name}-${hash.slice(0, 12)}`;
}

const folderOf = (recipe: Recipe): string => join(buildRoot(), keyOf(recipe));

/** Returns the folders of all recipes. Builds missing ones in sequence, because each build uses all cores. */
export async function cachedAll(recipes: readonly Recipe[], report: Report): Promise<string[]> {
  const missing = recipes.filter((recipe) => !existsSync(folderOf(recipe)));
  for (const [index, recipe] of missing.entries()) {
    await cached(recipe, report, ` (${index + 1} of ${missing.length})`);
  }
  return recipes.map(folderOf);
}

/** Returns the folder of the recipe. Builds it if it is missing; only one process builds at a time. */
export async function cached(recipe: Recipe, report: Report, which = ''): Promise<string> {
  const key = keyOf(recipe);
  const folder = folderOf(recipe);
  if (existsSync(folder)) return folder;
  const make = async () => {
    if (existsSync(folder)) return; // Another process built it while this one waited for the lock.
    report.line(`building ${recipe.name}${which}`);
    await report.step(
      `build ${recipe.name}${which}`,
      () => makeWhole(recipe, key),
      recipe.progress,
    );
  };
  await withLock(`build-${key}`, make, () =>
    report.line(`waiting for another process that builds ${recipe.name}`),
  );
  return folder;
}

/** Builds in a temporary folder and then renames it, so that a folder with its final name is always complete. */
async function makeWhole(recipe: Recipe, key: string): Promise<void> {
  await mkdir(buildRoot(), { recursive: true });
  for (const leftover of await readdir(buildRoot())) {
    if (leftover.startsWith(`${key}.unfinished-`)) {
      const removed = rm(join(buildRoot(), leftover), { recursive: true, force: true });
      await removed.catch(() => {}); // Processes of the killed build may still write to it.
    }
  }
  const unfinished = await mkdtemp(join(buildRoot(), `${key}.unfinished-`));
  await recipe.make(unfinished);
  await rename(unfinished, join(buildRoot(), key));
}
