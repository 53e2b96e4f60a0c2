import { validRange } from 'semver';
import { z } from 'zod';
import { InputError, type InputProblem } from '../core/errors.ts';
import { offByDefault } from '../core/spec/fields.ts';
import { ownVersions } from '../core/spec/own-versions.ts';
import { parseInput, type RawInput } from '../core/spec/parse-input.ts';
import { DISTROS, type Distro } from '../core/versions/distros.ts';
import { knownVersions, resolveKubernetesVersion } from '../core/versions/kubernetes.ts';
import { lifecycleNote } from '../core/versions/lifecycle.ts';
import { minorOf } from '../core/versions/minor.ts';
import { collect } from './collect.ts';
import { fileProblems, withContents } from './input-files.ts';

/** The inputs of a version query. The action, the CLI and Tekton use the same names. */
export const queryShape = {
  range: z
    .string()
    .refine((text) => validRange(text) !== null, 'a range such as ">=1.35" or "1.34 - 1.36"')
    .optional(),
  count: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'a number from 1 to 9999')
    .transform(Number)
    .optional(),
  'versions-file': ownVersions.optional(),
  distro: z.enum(DISTROS, `one of ${DISTROS.join(', ')}`).default('k8s'),
  granularity: z.enum(['minor', 'patch'], 'one of minor, patch').default('minor'),
  ended: offByDefault,
};

export interface VersionsFound {
  /** Exact versions, newest first. */
  matrix: string[];
  latest: string;
}

export interface VersionAnswer extends VersionsFound {
  /** For people: which of the versions have ended, or end soon. */
  notes: string[];
}

/**
 * Finds versions in the built-in table, or in `versions-file`, without a request to a server: those that the Kubernetes project still supports,
 * unless `ended` is set.
 *
 * @throws InputError with all problems of the query, also if no version is in the range: a matrix without jobs looks green.
 */
export function findVersions(raw: RawInput, today = new Date()): VersionAnswer {
  const { count, range = '*', distro, granularity, ended, ...files } = parse(raw);
  const own = files['versions-file'];
  const supported = ended ? {} : { supportedOn: today };
  const known = (wanted: string) =>
    knownVersions({ range: wanted, distro, granularity, own, ...supported });
  const matrix = known(range).slice(0, count);
  if (matrix.length === 0) {
    const inRange = knownVersions({ range, distro, granularity, own });
    throw new InputError([noVersion({ range, distro }, known('*'), inRange)]);
  }
  const latest = resolveKubernetesVersion('latest', '', distro, own) ?? '';
  const minors = new Map(matrix.map((version) => [minorOf(version), version]));
  const notes = [...minors.values()].flatMap((version) => lifecycleNote(version, today) ?? []);
  return { matrix, latest, notes };
}

function parse(raw: RawInput) {
  const problems = fileProblems(raw);
  const parsed = collect(problems, () => parseInput(queryShape, withContents(raw)));
  if (!parsed || problems.length > 0) throw new InputError(problems);
  return parsed;
}

function noVersion(
  { range, distro }: { range: string; distro: Distro },
  known: readonly string[],
  ended: readonly string[],
): InputProblem {
  if (ended.length > 0) {
    const allowed = `true to list ${ended.join(', ')} of ${distro}: the Kubernetes project has ended their minors`;
    return { input: 'ended', allowed };
  }
  const allowed = `a range that contains one of the known versions of ${distro}: ${known.join(', ')}`;
  return { input: 'range', given: range, allowed };
}
