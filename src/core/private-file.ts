import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';

/** Writes a file that only its owner can read. Replaces an older file atomically. */
export async function writePrivate(path: string, content: string | Uint8Array): Promise<void> {
  const unfinished = `${path}.new`;
  // A leftover file may have wider permissions or be a link to another file.
  await rm(unfinished, { force: true });
  await writeFile(unfinished, content, { mode: 0o600, flag: 'wx' });
  await rename(unfinished, path);
}

/** Creates a folder that only its owner can enter. Restricts the permissions of an existing folder. */
export async function privateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
}
