import { readFileSync, statSync } from 'node:fs';
import { isPrintable } from '../core/printable.ts';

/** In bytes. Much larger than any file that people write by hand. */
const LARGEST = 4_000_000;

const LONGEST_PATH = 4_096;

/** Whether a text can be the path of a file. URLs, which may contain a password, and texts of several lines are not. */
export const isPath = (text: string): boolean =>
  text.length <= LONGEST_PATH && !text.includes('://') && isPrintable(text);

/** Reads a text file. Throws if it does not exist, or if it is not a regular file: reading a device may never end. */
export function readSmallFile(path: string): string {
  if (!isPath(path)) throw new Error('it is not a path');
  const found = statSync(path);
  if (!found.isFile()) throw new Error('it is not a file');
  if (found.size > LARGEST) throw new Error('it is too large');
  return readFileSync(path, 'utf8');
}
