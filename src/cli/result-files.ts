import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { OUTPUTS, type Output, type Outputs } from '../faces/outputs.ts';

/** One field of the outputs, and the file that is to hold it. */
export type ResultFile = readonly [field: Output, path: string];

/** One more `field=path` of a flag that may be given several times. */
export function resultArgument(text: string, before: readonly ResultFile[] = []): ResultFile[] {
  const [name, ...path] = text.split('=');
  const field = OUTPUTS.find((output) => output === name);
  if (field && path.join('=')) return [...before, [field, resolve(path.join('='))]];
  throw new InvalidArgumentError(`It must be FIELD=PATH, and FIELD one of ${OUTPUTS.join(', ')}.`);
}

/** Without a line's end: Tekton takes a result as it is. */
export const writeResults = async (
  files: readonly ResultFile[],
  outputs: Outputs,
): Promise<void> => {
  await Promise.all(files.map(([field, path]) => writeFile(path, outputs[field])));
};
