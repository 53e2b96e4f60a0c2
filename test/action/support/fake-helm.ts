import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A helm that is there and of use, in a folder whose name has a blank in it. */
export function fakeHelm(folder: string): string {
  const path = join(folder, 'my helm');
  writeFileSync(path, '#!/bin/sh\necho v3.19.5\n');
  chmodSync(path, 0o755);
  return path;
}
