import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { InputProblem } from '../core/errors.ts';
import type { RawInput } from '../core/spec/parse-input.ts';
import { isPath, readSmallFile } from '../machine/small-file.ts';

/** What is wrong with the files that inputs name. */
export function fileProblems(raw: RawInput): InputProblem[] {
  const problems: InputProblem[] = [];
  const given = raw['values-file'];
  if (given && readText(given) === undefined) {
    problems.push({ input: 'values-file', given, allowed: 'the path of a file that can be read' });
  }
  const target = raw['kubeconfig-path'];
  const allowed = target && isPath(target) && problemOfTarget(target);
  if (allowed) problems.push({ input: 'kubeconfig-path', given: target, allowed });
  return problems;
}

/** What a path must be, if this one cannot be written to: better known now than when there is a cluster. */
function problemOfTarget(target: string): string | undefined {
  // Written over and later removed, it might be somebody's ~/.kube/config.
  if (existsSync(target)) return 'a path at which there is no file yet';
  let folder = dirname(resolve(target));
  while (!existsSync(folder)) folder = dirname(folder);
  return isWritableFolder(folder)
    ? undefined
    : `a path in a folder that can be written to, which ${folder} is not`;
}

function isWritableFolder(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The text of `values-file` in place of its path, so that the same rules as those of `values` apply. */
export function withValuesFile(raw: RawInput): RawInput {
  const path = raw['values-file'];
  return { ...raw, 'values-file': path && readText(path) };
}

function readText(path: string): string | undefined {
  try {
    return readSmallFile(path);
  } catch {
    return undefined;
  }
}
