import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** What a file is made of, for recipes that name their files by place and not by content. */
export const digestOf = async (file: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
