import { dirname, resolve } from 'node:path';
import { loadYaml } from '@kubernetes/client-node';
import { z } from 'zod';
import { InputError, type InputProblem } from '../../core/errors.ts';
import { DNS_LABEL } from '../../core/fields.ts';
import { QUOTAS } from '../../workshop/quota.ts';
import { readSmallFile } from '../small-file.ts';

/** Inputs of the action that mean the same for a workshop. In its file they are spelled the same. */
export const CLUSTER_FIELDS = [
  'host-kubeconfig-path',
  'host-context',
  'namespace',
  'kubernetes-version',
  'vcluster-version',
  'distro',
  'values',
  'values-file',
  'chart',
  'image-registry',
  'image-pull-secret',
  'ca-file',
  'wait-for',
  'connect',
  'endpoint',
  'timeout',
  'ttl',
  'preflight',
  'sweep',
  'helm-path',
] as const;
export type ClusterField = (typeof CLUSTER_FIELDS)[number];

/** Those that name files, from the folder of the workshop's file. */
const PATHS: readonly string[] = ['values-file', 'ca-file', 'host-kubeconfig-path', 'helm-path'];

const chart = z.strictObject({
  name: z.string().regex(DNS_LABEL),
  chart: z.string().min(1),
  repo: z.string().startsWith('https://').optional(),
  version: z.string().optional(),
  namespace: z.string().regex(DNS_LABEL).default('default'),
  values: z.record(z.string(), z.unknown()).optional(),
});

/** Inputs are text. */
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const OTHERS: Partial<Record<ClusterField, z.ZodType<string>>> = {
  values: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .transform((it) => (typeof it === 'string' ? it : JSON.stringify(it))),
  namespace: z.union([z.string(), z.array(z.string()).transform((it) => it.join(','))]),
};
const clusterShape = Object.fromEntries(
  CLUSTER_FIELDS.map((field) => [field, OTHERS[field] ?? text]),
) as Record<ClusterField, z.ZodType<string>>;

const fileShape = z.strictObject({
  name: z.string(),
  count: text,
  attendees: z.union([z.string(), z.array(z.string())]),
  quota: z.enum(QUOTAS),
  manifests: z.union([z.string().transform((it) => [it]), z.array(z.string())]),
  charts: z.array(chart),
  parallel: text,
  out: z.string(),
  ...clusterShape,
});

export type WorkshopFile = Partial<z.output<typeof fileShape>>;

/**
 * What a workshop.yaml says, with paths as they are from here.
 *
 * @throws InputError with everything that is wrong with it.
 */
export function readWorkshopFile(path: string): WorkshopFile {
  const read = fileShape.partial().safeParse(parse(path));
  if (!read.success) throw new InputError(read.error.issues.map(problemOf));
  return withPaths(read.data, dirname(path));
}

function parse(path: string): unknown {
  try {
    return loadYaml(readSmallFile(path)) ?? {};
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new InputError([{ input: path, allowed: `a YAML file that can be read (${reason})` }]);
  }
}

function problemOf({ path, message, code, ...more }: z.core.$ZodIssue): InputProblem {
  const where = path.join('.') || 'workshop';
  if (code !== 'unrecognized_keys')
    return { input: where, allowed: `as docs/workshops.md has it (${message})` };
  const { keys } = more as { keys: string[] };
  const known = Object.keys(fileShape.shape).join(', ');
  return { input: keys.join(', '), allowed: `left out: nothing is called so; there are ${known}` };
}

function withPaths(file: WorkshopFile, folder: string): WorkshopFile {
  const at = (path: string) => resolve(folder, path);
  const paths = Object.entries(file)
    .filter(([key]) => PATHS.includes(key))
    .map(([key, path]) => [key, at(String(path))]);
  return {
    ...file,
    ...Object.fromEntries(paths),
    ...(typeof file.attendees === 'string' && { attendees: at(file.attendees) }),
    ...(file.manifests && { manifests: file.manifests.map(at) }),
    ...(file.charts && {
      charts: file.charts.map((it) => ({ ...it, chart: fromHere(it.chart, at) })),
    }),
    ...(file.out !== undefined && { out: at(file.out) }),
  };
}

/** A path; names in a repository and addresses stay. */
const fromHere = (name: string, at: (path: string) => string): string =>
  /^\.{1,2}\//.test(name) ? at(name) : name;
