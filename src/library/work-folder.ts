import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folders of clusters that are not deleted yet. */
const open = new Set<string>();

const removeAll = (): void => {
  for (const path of open) rmSync(path, { recursive: true, force: true });
};

/**
 * Creates a folder that only the current user can access. It is removed when this process exits, at the latest. If the
 * process is killed, the keeper removes it.
 */
export async function newWorkFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'ephemeral-vcluster-'));
  if (open.size === 0) process.on('exit', removeAll);
  open.add(path);
  return path;
}

export async function removeWorkFolder(path: string): Promise<void> {
  open.delete(path);
  if (open.size === 0) process.off('exit', removeAll);
  // A keeper that is just ending may still write a file.
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}
