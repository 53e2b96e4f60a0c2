import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** The digest of a file, for recipes that otherwise contain only the path of the file. */
export const digestOf = async (file: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
