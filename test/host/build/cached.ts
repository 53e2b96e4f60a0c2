import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../lock.ts';
import { buildRoot } from '../paths.ts';
import type { Report } from '../report.ts';

/** A folder that is made once and then found again: same ingredients, same key, same folder. */
export interface Recipe {
  name: string;
  /** Whatever the result depends on. */
  ingredients: unknown;
  make(folder: string): Promise<void>;
  /** How far `make` has come, in a few words. */
  progress?: () => string;
}

export function keyOf({ name, ingredients }: Pick<Recipe, 'name' | 'ingredients'>): string {
  const hash = createHash('sha256').update(JSON.stringify(ingredients)).digest('hex');
  return `${name}-${hash.slice(0, 12)}`;
}

const folderOf = (recipe: Recipe): string => join(buildRoot(), keyOf(recipe));

/** The folders of all recipes, one made after the other, as each has use for every core. */
export async function cachedAll(recipes: readonly Recipe[], report: Report): Promise<string[]> {
  const missing = recipes.filter((recipe) => !existsSync(folderOf(recipe)));
  for (const [index, recipe] of missing.entries()) {
    await cached(recipe, report, ` (${index + 1} of ${missing.length})`);
  }
  return recipes.map(folderOf);
}

/** The recipe's folder, made first when it is not there yet, by one process at a time. */
export async function cached(recipe: Recipe, report: Report, which = ''): Promise<string> {
  const key = keyOf(recipe);
  const folder = folderOf(recipe);
  if (existsSync(folder)) return folder;
  const make = async () => {
    if (existsSync(folder)) return; // another process made it while this one waited for the lock
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

/** Made beside its place and renamed into it, so that a folder under its final name is always whole. */
async function makeWhole(recipe: Recipe, key: string): Promise<void> {
  await mkdir(buildRoot(), { recursive: true });
  for (const leftover of await readdir(buildRoot())) {
    if (leftover.startsWith(`${key}.unfinished-`)) {
      const removed = rm(join(buildRoot(), leftover), { recursive: true, force: true });
      await removed.catch(() => {}); // what the killed build had started may write there still
    }
  }
  const unfinished = await mkdtemp(join(buildRoot(), `${key}.unfinished-`));
  await recipe.make(unfinished);
  await rename(unfinished, join(buildRoot(), key));
}
