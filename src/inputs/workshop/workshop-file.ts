import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { InputError, type InputProblem } from '../../core/errors.ts';
import { parseYaml, parseYamlTexts } from '../../core/yaml.ts';
import { expandHome } from '../../machine/home.ts';
import { readSmallFile } from '../../machine/small-file.ts';
import type { Chart } from '../../workshop/charts.ts';
import { unknownName } from '../unknown-name.ts';
import { chartShape, workshopShape } from './workshop-shape.ts';

/** Keys whose values are paths, relative to the folder of the file. */
const PATHS: readonly string[] = [
  'values-file',
  'versions-file',
  'ca-file',
  'host-kubeconfig-path',
  'helm-path',
];

const KEYS = Object.keys(workshopShape);

type Read = Partial<z.output<z.ZodObject<typeof workshopShape>>>;
export type WorkshopFile = Omit<Read, 'charts'> & { charts?: Chart[] };

/**
 * Reads a workshop.yaml and makes its paths absolute. Adds invalid keys to `problems`, and leaves them out.
 *
 * @throws InputError if the file is not a YAML mapping.
 */
export function readWorkshopFile(path: string, problems: InputProblem[]): WorkshopFile {
  const file: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(parse(path))) {
    if (value === null) continue;
    const shape =
      Object.hasOwn(workshopShape, key) && workshopShape[key as keyof typeof workshopShape];
    if (!shape) {
      problems.push(unknownName('key', key, KEYS));
      continue;
    }
    const read = shape.safeParse(value);
    if (read.success) file[key] = read.data;
    else problems.push(...read.error.issues.map((issue) => problemOf(key, issue)));
  }
  return withPaths(file as Read, dirname(path));
}

function parse(path: string): object {
  try {
    const content = readSmallFile(path);
    const typed = parseYaml(content) as object;
    if (typeof typed !== 'object' || typed === null || Array.isArray(typed))
      throw new Error('it is not a mapping');
    // Inputs are strings.
    const plain = parseYamlTexts(content) as object;
    const texts = Object.entries(plain).filter(([, value]) => typeof value === 'string');
    return { ...typed, ...Object.fromEntries(texts.filter(([, value]) => value !== '')) };
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new InputError([{ input: path, allowed: `a YAML file that can be read (${reason})` }]);
  }
}

function problemOf(key: string, { path, message, code, ...more }: z.core.$ZodIssue): InputProblem {
  const input = [key, ...path].join('.');
  if (code !== 'unrecognized_keys') return { input, allowed: message };
  const { keys } = more as { keys: string[] };
  const [first = ''] = keys;
  return unknownName('key', first, Object.keys(chartShape.shape), `${input}.${first}`);
}

function withPaths(file: Read, folder: string): WorkshopFile {
  const at = (path: string) => resolve(folder, expandHome(process.env, path));
  const paths = Object.entries(file)
    .filter(([key]) => PATHS.includes(key))
    .map(([key, path]) => [key, at(String(path))]);
  const { charts, ...others } = file;
  return {
    ...others,
    ...Object.fromEntries(paths),
    ...(typeof file.attendees === 'string' && { attendees: at(file.attendees) }),
    ...(file.manifests && { manifests: file.manifests.map(at) }),
    ...(charts && { charts: charts.map((it) => located(it, at)) }),
    ...(file.out !== undefined && { out: at(file.out) }),
  };
}

/** Like helm, treats a chart as local if a file or folder of its name exists, or if it begins like a path. */
function located(
  chart: z.output<typeof workshopShape.charts>[number],
  at: (path: string) => string,
): Chart {
  const path = at(chart.chart);
  const isLocal = !chart.repo && (/^\.{0,2}\//.test(chart.chart) || existsSync(path));
  return { ...chart, isLocal, chart: isLocal ? path : chart.chart };
}
