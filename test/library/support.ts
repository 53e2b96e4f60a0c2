import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LibraryRuntime } from '../../src/library/runtime.ts';
import type { Folder } from '../support/folder.ts';

/** The runtime of a program that never starts its keeper. */
export const testRuntime: LibraryRuntime = {
  env: { HOME: '/nonexistent' },
  keeper: ['/nonexistent/keeper'],
};

/** Writes a `helm` that only prints its version, and returns its path. */
export function fakeHelm({ path: folder }: Folder): string {
  const path = join(folder, 'helm');
  writeFileSync(path, '#!/bin/sh\necho v3.19.5\n');
  chmodSync(path, 0o755);
  return path;
}
