import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder on a small disk of its own. Needs root. */
export interface SmallDisk extends Disposable {
  path: string;
  /** Uses all of its space. */
  fill(): void;
  /** Frees the space that `fill` uses. */
  free(): void;
}

const SIZE = 32_000_000;

/** Mounts a disk. `readOnly`: it is empty and cannot be written. */
export function mountSmallDisk({ readOnly = false } = {}): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'small-disk-'));
  const options = `size=${SIZE},${readOnly ? 'ro' : 'rw'}`;
  execFileSync('mount', ['--types', 'tmpfs', '--options', options, 'tmpfs', path]);
  const filler = join(path, 'filler');
  return {
    path,
    fill: () => {
      try {
        writeFileSync(filler, Buffer.alloc(2 * SIZE));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    free: () => rmSync(filler),
    [Symbol.dispose]: () => {
      // Lazily, because a process may still have a file open.
      execFileSync('umount', ['--lazy', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
