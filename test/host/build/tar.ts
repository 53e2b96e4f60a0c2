import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Header } from 'tar';

/** One entry of an archive. The content of a file is given or read from a path. */
export type Entry =
  | { path: string; folder: true; mode?: number }
  | { path: string; link: string }
  | { path: string; content: string; mode?: number }
  | { path: string; source: string; mode?: number };

const BLOCK = 512;

/**
 * Writes a tar file and returns its SHA-256. Owner, time and order depend only on the entries, so the same entries always
 * give the same bytes, and an image layer keeps its digest.
 */
export async function writeTar(file: string, entries: readonly Entry[]): Promise<string> {
  const out = await open(file, 'w');
  const hash = createHash('sha256');
  try {
    for (const entry of entries) await writeEntry(out, hash, entry);
    await write(out, hash, Buffer.alloc(2 * BLOCK));
  } finally {
    await out.close();
  }
  return hash.digest('hex');
}

async function writeEntry(out: FileHandle, hash: Hash, entry: Entry): Promise<void> {
  const size = await sizeOf(entry);
  await write(out, hash, headerOf(entry, size));
  if ('content' in entry) await write(out, hash, Buffer.from(entry.content));
  if ('source' in entry) {
    const source = createReadStream(entry.source, { highWaterMark: 1 << 20 });
    for await (const chunk of source) await write(out, hash, chunk);
  }
  await write(out, hash, Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK));
}

async function sizeOf(entry: Entry): Promise<number> {
  if ('source' in entry) return (await stat(entry.source)).size;
  return 'content' in entry ? Buffer.byteLength(entry.content) : 0;
}

function headerOf(entry: Entry, size: number): Buffer {
  const header = new Header({ path: entry.path, size, uid: 0, gid: 0, mtime: new Date(0) });
  if ('link' in entry) {
    header.type = 'SymbolicLink';
    header.linkpath = entry.link;
    header.mode = 0o777;
  } else {
    header.type = 'folder' in entry ? 'Directory' : 'File';
    header.mode = entry.mode ?? ('folder' in entry ? 0o755 : 0o644);
  }
  header.encode();
  if (!header.block || header.needPax) throw new Error(`tar: ${entry.path} is too long a name`);
  return header.block;
}

async function write(out: FileHandle, hash: Hash, bytes: Buffer): Promise<void> {
  hash.update(bytes);
  await out.writeFile(bytes);
}

/** Adds the parent folders of the entries, in front, because unpacking needs them first. */
export function withFolders(entries: Entry[]): Entry[] {
  const folders = new Set<string>();
  for (const { path } of entries) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  }
  const above = [...folders].toSorted().map((path): Entry => ({ path, folder: true }));
  return [...above, ...entries];
}
