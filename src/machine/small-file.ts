import { readFileSync, statSync } from 'node:fs';
import { isPrintable } from '../core/printable.ts';

/** In bytes. Much larger than any file that people write by hand. */
const LARGEST = 4_000_000;

/** The byte order marks of UTF-16, in which PowerShell writes files. */
const UTF_16 = [Buffer.of(0xff, 0xfe), Buffer.of(0xfe, 0xff)];

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
  const bytes = readFileSync(path);
  if (UTF_16.some((mark) => bytes.subarray(0, 2).equals(mark)))
    throw new Error('it is encoded as UTF-16: save it as UTF-8');
  return bytes.toString();
}
