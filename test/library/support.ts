import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LibraryRuntime } from '../../src/library/runtime.ts';
import type { Folder } from '../support/folder.ts';

/** A program whose keeper is never started. */
export const world: LibraryRuntime = {
  env: { HOME: '/nonexistent' },
  keeper: ['/nonexistent/keeper'],
};

/** A helm that only says its version. */
export function fakeHelm({ path: folder }: Folder): string {
  const path = join(folder, 'helm');
  writeFileSync(path, '#!/bin/sh\necho v3.19.5\n');
  chmodSync(path, 0o755);
  return path;
}
