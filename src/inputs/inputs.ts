import { z } from 'zod';
import type { Egress } from '../core/egress.ts';
import { InputError, type InputProblem } from '../core/errors.ts';
import { duration, onByDefault } from '../core/spec/fields.ts';
import { hostManifestProblems } from '../core/spec/host-manifests.ts';
import { parseInput, type RawInput } from '../core/spec/parse-input.ts';
import { type ClusterSpec, specShape, toSpec } from '../core/spec/spec.ts';
import { versionProblems } from '../core/spec/version-problems.ts';
import {
  chooseHost,
  type HostChoice,
  type HostPlan,
  planHost,
} from '../host-cluster/choose-host.ts';
import { chooseEgress } from '../machine/egress.ts';
import { isPath } from '../machine/small-file.ts';
import { collect } from './collect.ts';
import { createdBy } from './created-by.ts';
import { expandPaths } from './expand-paths.ts';
import { fileProblems, withContents } from './input-files.ts';
import { countShape, membersOf, numberProblems, withSupported } from './several.ts';

const oneOf = <T extends readonly string[]>(...values: T) =>
  z.enum(values, `one of ${values.join(', ')}`);

const path = z.string().refine(isPath, 'the path of a file');

/** A patch version, or an image with a path. */
const NODE_VERSION = /^(\d+\.\d+\.\d+|[a-z0-9][\w.:@/-]*\/[\w.:@/-]+)$/;

/** The inputs of the action, except those in `specShape`. */
export const ownShape = {
  count: countShape,
  host: oneOf('auto', 'existing', 'runner').default('auto'),
  'host-version': z
    .string()
    .regex(NODE_VERSION, 'a version of Kubernetes such as 1.36.1, or the image of a kind node')
    .optional(),
  'host-kubeconfig': z.string().optional(),
  'host-kubeconfig-path': path.optional(),
  'host-context': z.string().optional(),
  'ca-file': path.optional(),
  'values-file': specShape.values,
  cleanup: oneOf('always', 'on-success', 'never').default('always'),
  'cleanup-failure': oneOf('warn', 'fail').default('warn'),
  'cleanup-timeout': duration('1s', 'a time').prefault('60s'),
  diagnostics: oneOf('on-failure', 'always', 'never').default('on-failure'),
  'diagnostics-artifact': onByDefault,
  'export-kubeconfig': onByDefault,
  'kubeconfig-path': path.optional(),
  // @actions/exec would parse the text after a quotation mark as an argument.
  'helm-path': path
    .refine((text) => !text.includes('"'), 'a path without quotation marks')
    .optional(),
  summary: onByDefault,
};

const shape = { ...specShape, ...ownShape };
/** Errors do not quote these, because any line of them may contain a password. */
const SECRET_INPUTS = ['host-kubeconfig', 'values', 'values-file', 'versions-file'];

export type Cleanup = z.output<typeof ownShape.cleanup>;
export type Diagnostics = z.output<typeof ownShape.diagnostics>;
export type CleanupFailure = z.output<(typeof ownShape)['cleanup-failure']>;

/** All inputs, parsed and validated. */
export interface Inputs {
  /** One for each cluster to create; usually one. */
  readonly specs: readonly ClusterSpec[];
  readonly host: HostPlan;
  readonly egress: Egress;
  readonly cleanup: Cleanup;
  readonly cleanupFailure: CleanupFailure;
  /** How long the clean-up waits until all objects are gone, in milliseconds. */
  readonly cleanupTimeout: number;
  readonly diagnostics: Diagnostics;
  readonly exportKubeconfig: boolean;
  readonly kubeconfigPath: string | undefined;
  readonly helmPath: string | undefined;
  readonly summary: boolean;
}

/** All inputs, when the host cluster is there. */
export type InputsOnHost = Omit<Inputs, 'host'> & { readonly host: HostChoice };

/** The source of the inputs: the workflow, the command line or the options of a program, and the environment. */
export interface InputSource {
  getInput(name: string): string;
  env: NodeJS.ProcessEnv;
  /** The name of the cluster if the user sets none. */
  defaultName: string;
}

/**
 * Reads all inputs.
 *
 * @throws InputError with all problems of all inputs.
 */
export const readInputs = (source: InputSource): Inputs => readWith(planHost, source);

/** The same for callers that need a host cluster that exists. */
export const readInputsOnHost = (source: InputSource): InputsOnHost => readWith(chooseHost, source);

function readWith<H>(
  hostOf: (raw: RawInput, env: NodeJS.ProcessEnv) => H,
  { getInput, env, defaultName }: InputSource,
): Omit<Inputs, 'host'> & { host: H } {
  const raw = expandPaths(rawInput({ getInput, defaultName }), env);
  const problems: InputProblem[] = [];
  const host = collect(problems, () => hostOf(raw, env));
  const egress = collect(problems, () => chooseEgress(raw['ca-file'], env));
  const parsed = collect(problems, () => parse(raw));
  if (!host || !egress || !parsed) throw new InputError(problems);
  return {
    specs: parsed.specs.map((spec) => ({ ...spec, annotations: createdBy(env) })),
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

/** Reads only the inputs of the clusters, for callers that need no host. */
export const readSpecs = (source: Omit<InputSource, 'env'>): readonly ClusterSpec[] =>
  parse(rawInput(source)).specs;

const rawInput = ({ getInput, defaultName }: Omit<InputSource, 'env'>): RawInput => ({
  ...Object.fromEntries(Object.keys(shape).map((key) => [key, getInput(key)])),
  name: getInput('name') || defaultName,
});

function parse(raw: RawInput) {
  const contents = withSupported(withContents(raw));
  const problems: InputProblem[] = [
    ...contradictions(raw),
    ...numberProblems(contents),
    ...fileProblems(raw),
  ];
  const members = membersOf(contents);
  const all = members.map((member) =>
    collect(problems, () => parseInput(shape, member, SECRET_INPUTS)),
  );
  const [first] = all;
  const specs = all.flatMap((it) => it ?? []).map(specOf);
  problems.push(
    ...specs.flatMap(versionProblems),
    // All clusters of one call have the same values.
    ...specs.slice(0, 1).flatMap(hostManifestProblems),
    ...sharedEndpoints(specs),
  );
  if (!first || problems.length > 0) throw new InputError(unique(problems));
  return { ...first, specs };
}

function specOf(parsed: z.output<z.ZodObject<typeof shape>>): ClusterSpec {
  const { 'values-file': valuesFromFile, values = valuesFromFile } = parsed;
  return toSpec({ ...parsed, values });
}

/** A host name can lead to only one cluster. */
function sharedEndpoints(specs: readonly ClusterSpec[]): InputProblem[] {
  const [{ endpoint = '', connect } = {}, another] = specs;
  if (!another || connect !== 'ingress' || endpoint.includes('{name}')) return [];
  const allowed = 'a name that contains {name}, because there are several clusters';
  return [{ input: 'endpoint', given: endpoint, allowed }];
}

/** Removes duplicates: a problem of all clusters is reported once. */
const unique = (problems: readonly InputProblem[]): InputProblem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];

function contradictions(raw: RawInput): InputProblem[] {
  const pairs = [
    ['host-kubeconfig', 'host-kubeconfig-path'],
    ['values', 'values-file'],
  ] as const;
  return pairs
    .filter(([one, other]) => raw[one] && raw[other])
    .map(([one, other]) => ({
      input: one,
      allowed: `left out if ${other} is given: remove one of them`,
    }));
}
