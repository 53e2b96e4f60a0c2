import { z } from 'zod';
import type { InputProblem } from '../core/errors.ts';
import type { RawInput } from '../core/spec/parse-input.ts';
import { unknownName } from '../inputs/unknown-name.ts';
import { inputName } from './option-names.ts';

/*
 * Options are converted to the texts of inputs, so that the same rules apply to both. A message is the end of the sentence
 * "… must be …".
 */

const text = z.string('a string');
const list = z
  .union([text, z.array(text)], 'a string or an array of strings')
  .transform((names) => (typeof names === 'string' ? names : names.join(',')));
const yesOrNo = z.boolean('true or false').transform(String);
const number = z.number('a number').transform(String);
/** JSON is YAML. */
const mapping = z.union(
  [text, z.record(z.string(), z.unknown()).transform((values) => JSON.stringify(values))],
  'an object or a string of YAML',
);
const passed = z.unknown().transform(() => undefined);

/** Where to look for existing clusters. */
const hostTexts = { hostKubeconfig: text, hostKubeconfigPath: text, hostContext: text };

export const clusterTexts = {
  ...hostTexts,
  host: text,
  hostVersion: text,
  kubernetesVersion: text,
  distro: text,
  vclusterVersion: text,
  versionsFile: text,
  name: text,
  namespace: list,
  values: mapping,
  chart: text,
  imageRegistry: text,
  imagePullSecret: list,
  caFile: text,
  waitFor: text,
  connect: text,
  endpoint: text,
  timeout: text,
  queueTimeout: text,
  ttl: text,
  lease: text,
  tunnelTimeout: text,
  preflight: yesOrNo,
  allowHostManifests: yesOrNo,
  sweep: yesOrNo,
  cleanupTimeout: text,
  helmPath: text,
  log: passed,
  signal: passed,
};
export const clustersTexts = { ...clusterTexts, kubernetesVersion: list, count: number };
export const searchTexts = { ...hostTexts, namespace: list };
export const deletionTexts = { ...searchTexts, cleanupTimeout: text };
export const sweepingTexts = {
  ...searchTexts,
  olderThan: text,
  dryRun: z.boolean('true or false').transform(() => undefined),
  signal: passed,
};

/** Inputs of the action that the library does not have, and why. A test checks that all others are options. */
export const ACTION_ALONE: Record<string, string> = {
  'values-file': 'a program can read the file and pass its text as `values`',
  cleanup: 'a program decides with `await using` and `delete` what to delete',
  'cleanup-failure': '`delete` returns the result',
  diagnostics: 'the library does not know whether a test failed',
  'diagnostics-artifact': 'the same',
  'export-kubeconfig': 'the program can pass on the path in `kubeconfig`',
  'kubeconfig-path': 'the program can pass on the path in `kubeconfig`',
  summary: 'there is no job summary',
  'job-status': 'there is no job status',
};

export type Texts = Record<string, z.ZodType<string | undefined>>;

/** Converts `options` to inputs, and returns the problems with the types of their values. */
export function textsOf(
  shape: Texts,
  options: object,
): { raw: RawInput; problems: InputProblem[] } {
  const raw: RawInput = {};
  const problems: InputProblem[] = [];
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const type = shape[option];
    if (!type) {
      problems.push(unknownName('option', option, Object.keys(shape)));
      continue;
    }
    const { data, error } = type.safeParse(value);
    if (error) problems.push({ input: option, allowed: error.issues[0]?.message ?? '' });
    else raw[inputName(option)] = data;
  }
  return { raw, problems };
}
