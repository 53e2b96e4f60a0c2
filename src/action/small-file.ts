import { readFileSync, statSync } from 'node:fs';

/** Far more than any text that people write by hand. */
const LARGEST = 4_000_000;

/** The text of a file; throws where there is none, or something that may have no end, such as a device. */
export function readSmallFile(path: string): string {
  const found = statSync(path);
  if (!found.isFile()) throw new Error('it is not a file');
  if (found.size > LARGEST) throw new Error('it is too large');
  return readFileSync(path, 'utf8');
}
