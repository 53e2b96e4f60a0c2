import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';

/** One field of what a command tells, and the file that is to hold it. */
export type ResultFile = readonly [field: string, path: string];

/** `--result`, which may be given several times. */
export const resultOption = (fields: readonly string[]): Option =>
  new Option('--result <field=path>', `write a field into a file: ${fields.join(', ')}`).argParser(
    (text: string, before: readonly ResultFile[] = []) => [...before, resultFile(fields, text)],
  );

function resultFile(fields: readonly string[], text: string): ResultFile {
  const [field = '', ...rest] = text.split('=');
  const path = rest.join('=');
  if (fields.includes(field) && path) return [field, resolve(path)];
  throw new InvalidArgumentError(`It must be FIELD=PATH, and FIELD one of ${fields.join(', ')}.`);
}

/** Without a line's end: Tekton takes a result as it is. */
export async function writeResults(
  files: readonly ResultFile[] = [],
  told: Readonly<Record<string, string>>,
): Promise<void> {
  await Promise.all(files.map(([field, path]) => writeFile(path, told[field] ?? '')));
}
