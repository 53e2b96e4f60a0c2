import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { InputProblem } from '../core/errors.ts';
import type { RawInput } from '../core/spec/parse-input.ts';
import { isPath, readSmallFile } from '../machine/small-file.ts';

/** Inputs that are paths of files, whose contents are parsed like other inputs. */
const CONTENTS = ['values-file', 'versions-file'];

/** Returns the problems with the files that inputs name. */
export function fileProblems(raw: RawInput): InputProblem[] {
  const problems: InputProblem[] = [];
  for (const input of CONTENTS) {
    const given = raw[input];
    if (given && readText(given) === undefined)
      problems.push({ input, given, allowed: 'the path of a file that can be read' });
  }
  const target = raw['kubeconfig-path'];
  const allowed = target && isPath(target) && problemOfTarget(target);
  if (allowed) problems.push({ input: 'kubeconfig-path', given: target, allowed });
  return problems;
}

/** Returns what the path must be if it cannot be written to. Checked now, before the cluster is created. */
function problemOfTarget(target: string): string | undefined {
  if (/[\\/]$/.test(target)) return 'the path of a file, not of a folder';
  // The file would be overwritten and later removed, and it could be the user's ~/.kube/config.
  if (existsSync(target)) return 'a path at which there is no file yet';
  let folder = dirname(resolve(target));
  while (!existsSync(folder)) folder = dirname(folder);
  return isWritableFolder(folder)
    ? undefined
    : `a path in a writable folder; ${folder} is not writable`;
}

function isWritableFolder(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Replaces the path in `values-file`, and in `versions-file`, by the text of the file. */
export function withContents(raw: RawInput): RawInput {
  const texts = CONTENTS.map((name) => [name, raw[name] && readText(raw[name])]);
  return { ...raw, ...Object.fromEntries(texts) };
}

function readText(path: string): string | undefined {
  try {
    return readSmallFile(path);
  } catch {
    return undefined;
  }
}
