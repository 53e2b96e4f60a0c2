import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { Egress } from '../core/egress.ts';
import { InputError, type InputProblem } from '../core/errors.ts';
import { duration, yesOrNo } from '../core/fields.ts';
import { type ClusterSpec, parseInput, type RawInput, specShape, toSpec } from '../core/spec.ts';
import { chooseHost, type HostChoice } from './choose-host.ts';
import { chooseEgress } from './egress.ts';
import { isPath, readSmallFile } from './small-file.ts';

const oneOf = <T extends readonly string[]>(...values: T) =>
  z.enum(values, `one of ${values.join(', ')}`);

const path = z.string().refine(isPath, 'the path of a file');

/** The inputs of the action beyond those that every face has. */
export const ownShape = {
  'host-kubeconfig': z.string().optional(),
  'host-kubeconfig-path': path.optional(),
  'host-context': z.string().optional(),
  'ca-file': path.optional(),
  'values-file': specShape.values,
  cleanup: oneOf('always', 'on-success', 'never').default('always'),
  'cleanup-failure': oneOf('warn', 'fail').default('warn'),
  'cleanup-timeout': duration('1s', 'a time').prefault('60s'),
  diagnostics: oneOf('on-failure', 'always', 'never').default('on-failure'),
  'export-kubeconfig': yesOrNo,
  'kubeconfig-path': path.optional(),
  // @actions/exec would take what follows the mark for an argument.
  'helm-path': path
    .refine((text) => !text.includes('"'), 'a path without quotation marks')
    .optional(),
  summary: yesOrNo,
};

const shape = { ...specShape, ...ownShape };
/** Not repeated in errors: a line of them may hold a password. */
const SECRET_INPUTS = ['host-kubeconfig', 'values', 'values-file'];

export type Cleanup = z.output<typeof ownShape.cleanup>;
export type Diagnostics = z.output<typeof ownShape.diagnostics>;
export type CleanupFailure = z.output<(typeof ownShape)['cleanup-failure']>;

/** Everything that the user says, read once and checked. */
export interface Inputs {
  readonly spec: ClusterSpec;
  readonly host: HostChoice;
  readonly egress: Egress;
  readonly cleanup: Cleanup;
  readonly cleanupFailure: CleanupFailure;
  /** How long the clean-up verifies that all is gone, in milliseconds. */
  readonly cleanupTimeout: number;
  readonly diagnostics: Diagnostics;
  readonly exportKubeconfig: boolean;
  readonly kubeconfigPath: string | undefined;
  readonly helmPath: string | undefined;
  readonly summary: boolean;
}

/** Where inputs come from: the workflow or the command line, and the environment. */
export interface InputSource {
  getInput(name: string): string;
  env: NodeJS.ProcessEnv;
  /** For a cluster that the user gives none. */
  defaultName: string;
}

/** Reads all inputs; throws one `InputError` with every problem of every one of them. */
export function readInputs({ getInput, env, defaultName }: InputSource): Inputs {
  const raw = rawInput({ getInput, defaultName });
  const problems: InputProblem[] = [];
  const host = collect(problems, () => chooseHost(raw, env));
  const egress = collect(problems, () => chooseEgress(raw['ca-file'], env));
  const parsed = collect(problems, () => parse(raw));
  if (!host || !egress || !parsed) throw new InputError(problems);
  return {
    spec: parsed.spec,
    host,
    egress,
    cleanup: parsed.cleanup,
    cleanupFailure: parsed['cleanup-failure'],
    cleanupTimeout: parsed['cleanup-timeout'],
    diagnostics: parsed.diagnostics,
    exportKubeconfig: parsed['export-kubeconfig'],
    kubeconfigPath: parsed['kubeconfig-path'],
    helmPath: parsed['helm-path'],
    summary: parsed.summary,
  };
}

/** The same for the cluster alone, where no host is needed. */
export const readSpec = (source: Omit<InputSource, 'env'>): ClusterSpec =>
  parse(rawInput(source)).spec;

const rawInput = ({ getInput, defaultName }: Omit<InputSource, 'env'>): RawInput => ({
  ...Object.fromEntries(Object.keys(shape).map((key) => [key, getInput(key)])),
  name: getInput('name') || defaultName,
});

function parse(raw: RawInput) {
  const problems: InputProblem[] = [...contradictions(raw), ...fileProblems(raw)];
  const parsed = collect(problems, () => parseInput(shape, withValuesFile(raw), SECRET_INPUTS));
  if (!parsed || problems.length > 0) throw new InputError(problems);
  const { 'values-file': valuesFromFile, values = valuesFromFile } = parsed;
  return { ...parsed, spec: toSpec({ ...parsed, values }) };
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
