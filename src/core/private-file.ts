import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';

/** Writes a file that only its owner may read, whole or not at all, in place of an older one. */
export async function writePrivate(path: string, content: string | Uint8Array): Promise<void> {
  const unfinished = `${path}.new`;
  // One that was left behind may have wider rights, and may lead elsewhere.
  await rm(unfinished, { force: true });
  await writeFile(unfinished, content, { mode: 0o600, flag: 'wx' });
  await rename(unfinished, path);
}

/** Makes a folder that only its owner may enter, also of an older one. */
export async function privateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
}
