import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Those of clusters that are not deleted yet. */
const open = new Set<string>();

const removeAll = (): void => {
  for (const path of open) rmSync(path, { recursive: true, force: true });
};

/**
 * A new folder that only we may enter. It goes at the latest when this process ends; where it is killed, the keeper sees
 * to that.
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
  // A keeper that was just ended may have written once more meanwhile.
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}
