import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { InputError, type InputProblem } from '../core/errors.ts';
import {
  type ClusterSpec,
  duration,
  parseInput,
  type RawInput,
  specShape,
  toSpec,
} from '../core/spec.ts';
import { chooseHost, type HostChoice } from './choose-host.ts';
import { isPath, readSmallFile } from './small-file.ts';

const path = z.string().refine(isPath, 'the path of a file');

/** The inputs of every face that makes a cluster from a machine with files: those of the core, and where things are. */
export const creationShape = {
  ...specShape,
  'host-kubeconfig': z.string().optional(),
  'host-kubeconfig-path': path.optional(),
  'host-context': z.string().optional(),
  'values-file': specShape.values,
  'cleanup-timeout': duration('1s', 'a time').prefault('60s'),
  'kubeconfig-path': path.optional(),
  // @actions/exec would take what follows the mark for an argument.
  'helm-path': path
    .refine((text) => !text.includes('"'), 'a path without quotation marks')
    .optional(),
};

/** Not repeated in errors: a line of them may hold a password. */
const SECRET_INPUTS = ['host-kubeconfig', 'values', 'values-file'];

/** What a face needs to make a cluster, read once and checked. */
export interface CreationInputs {
  readonly spec: ClusterSpec;
  readonly host: HostChoice;
  /** How long a deletion is verified, in milliseconds. */
  readonly cleanupTimeout: number;
  /** Where the user wants the kubeconfig. */
  readonly kubeconfigPath: string | undefined;
  readonly helmPath: string | undefined;
}

/**
 * Reads all inputs, those of `own` too, which only this face has. Throws one `InputError` with every problem of every
 * one of them.
 */
export function readCreationInputs<S extends z.ZodRawShape>(
  own: S,
  raw: RawInput,
  env: NodeJS.ProcessEnv,
): CreationInputs & { own: z.output<z.ZodObject<S>> } {
  const problems: InputProblem[] = [];
  const host = collect(problems, () => chooseHost(raw, env));
  const parsed = collect(problems, () => readFields(creationShape, raw));
  const parsedOwn = collect(problems, () => parseInput(own, raw));
  if (!host || !parsed || !parsedOwn) throw new InputError(problems);
  const { 'values-file': valuesFromFile, values = valuesFromFile } = parsed;
  return {
    spec: toSpec({ ...parsed, values }),
    host,
    cleanupTimeout: parsed['cleanup-timeout'],
    kubeconfigPath: parsed['kubeconfig-path'],
    helmPath: parsed['helm-path'],
    own: parsedOwn,
  };
}

/** Reads those of `creationShape` that are in `shape`, and the file of values. Throws an `InputError` with all problems. */
export function readFields<S extends Partial<typeof creationShape>>(shape: S, raw: RawInput) {
  const problems: InputProblem[] = [...contradictions(raw), ...fileProblems(raw)];
  const parsed = collect(problems, () => parseInput(shape, withValuesFile(raw), SECRET_INPUTS));
  if (!parsed || problems.length > 0) throw new InputError(problems);
  return parsed;
}

/** The result of `read`, or undefined and its problems among `problems`. */
function collect<T>(problems: InputProblem[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

function contradictions(raw: RawInput): InputProblem[] {
  const pairs = [
    ['host-kubeconfig', 'host-kubeconfig-path'],
    ['values', 'values-file'],
  ] as const;
  return pairs
    .filter(([one, other]) => raw[one] && raw[other])
    .map(([one, other]) => ({
      input: one,
      allowed: `left out when ${other} is given: remove one of the two`,
    }));
}

function fileProblems(raw: RawInput): InputProblem[] {
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
function withValuesFile(raw: RawInput): RawInput {
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
