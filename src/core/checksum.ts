import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Refusal } from './download.ts';

/**
 * Checks the sha256 of a file, in hex, to detect a damaged or replaced download. `source` says where `expected` comes from.
 *
 * @throws Refusal with both checksums.
 */
export async function assertSha256(path: string, expected: string, source: string): Promise<void> {
  const actual = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  if (actual !== expected)
    throw new Refusal(`its sha256 is ${actual}, but ${source} is ${expected}`);
}
