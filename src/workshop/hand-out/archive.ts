import { type Zippable, zipSync } from 'fflate';

/** Contents of files by their paths in the archive. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

const UNIX = 3;
const FILE = 0o100600 << 16;
const FOLDER = 0o040700 << 16;
/** Zips contain local times from 1980 on. A fixed time gives the same bytes for the same files in every time zone. */
const MTIME = new Date(1980, 0, 1);

/** Returns a zip of `files`, in their order. Unpacked files can be read only by their owner. */
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

/** Returns `a/` and `a/b/` for `a/b/c`. */
const foldersOf = (path: string): string[] =>
  [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));

export const within = (folder: string, files: Files): Files =>
  Object.fromEntries(
    Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]),
  );
