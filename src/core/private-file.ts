import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { ClusterError } from './errors.ts';

/** Writes a file that only its owner can read. Replaces an older file atomically. */
export async function writePrivate(path: string, content: string | Uint8Array): Promise<void> {
  const unfinished = `${path}.new`;
  await namingPath(path, async () => {
    // A leftover file may have wider permissions or be a link to another file.
    await rm(unfinished, { force: true });
    await writeFile(unfinished, content, { mode: 0o600, flag: 'wx' });
    await rename(unfinished, path);
  });
}

const HINTS: Record<string, string> = {
  ENOSPC: 'The disk is full: free space on it.',
  EDQUOT: 'The quota of this user is used up: free space.',
  EROFS: 'Use a folder on a disk that can be written.',
  EACCES: 'Use a folder that this user can write to.',
};

/** Runs `write`, which writes the file `path`. Its error contains the path: that of Node does not if the disk is full. */
export async function namingPath(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw writeError(path, cause as Error);
  }
}

/** Returns the error for a file that could not be written. */
export function writeError(path: string, cause: NodeJS.ErrnoException): ClusterError {
  const hint = HINTS[cause.code ?? ''];
  const message = `Could not write ${path}: ${cause.message}`;
  return new ClusterError(message, { ...(hint && { hint }), cause });
}

/** Creates a folder that only its owner can enter. Restricts the permissions of an existing folder. */
export async function privateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
}
