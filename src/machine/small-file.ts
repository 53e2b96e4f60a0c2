import { readFileSync, statSync } from 'node:fs';
import { isPrintable } from '../core/printable.ts';

/** Far more than any text that people write by hand. */
const LARGEST = 4_000_000;

const LONGEST_PATH = 4_096;

/** Whether a text can be the path of a file: neither an address, which may hold a password, nor a text of some lines. */
export const isPath = (text: string): boolean =>
  text.length <= LONGEST_PATH && !text.includes('://') && isPrintable(text);

/** The text of a file; throws where there is none, or something that may have no end, such as a device. */
export function readSmallFile(path: string): string {
  if (!isPath(path)) throw new Error('it is no path');
  const found = statSync(path);
  if (!found.isFile()) throw new Error('it is not a file');
  if (found.size > LARGEST) throw new Error('it is too large');
  return readFileSync(path, 'utf8');
}
