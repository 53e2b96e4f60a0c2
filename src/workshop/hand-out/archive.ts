import { type Zippable, zipSync } from 'fflate';

/** Paths within the archive and what is in them. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

const UNIX = 3;
const FILE = 0o100600 << 16;
const FOLDER = 0o040700 << 16;
/** Zips know local time only, from 1980 on; a fixed one makes the same archive of the same files everywhere. */
const MTIME = new Date(1980, 0, 1);

/** A zip of `files`, in their order, which unpacks to what only its owner may read. */
export function archive(files: Files): Uint8Array {
  const entries: Zippable = {};
  for (const [path, content] of Object.entries(files)) {
    for (const folder of foldersOf(path)) {
      entries[folder] ??= [new Uint8Array(), { os: UNIX, attrs: FOLDER, mtime: MTIME }];
    }
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    entries[path] = [bytes, { os: UNIX, attrs: FILE, mtime: MTIME }];
  }
  return zipSync(entries);
}

/** `a/`, `a/b/` of `a/b/c`. */
const foldersOf = (path: string): string[] =>
  [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));

export const within = (folder: string, files: Files): Files =>
  Object.fromEntries(
    Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]),
  );
