import { validRange } from 'semver';
import { z } from 'zod';
import { InputError } from '../core/errors.ts';
import { parseInput, type RawInput } from '../core/spec/parse-input.ts';
import { DISTROS } from '../core/versions/distros.ts';
import { knownVersions, resolveKubernetesVersion } from '../core/versions/kubernetes.ts';

/** The inputs of a version query. The action, the CLI and Tekton use the same names. */
export const queryShape = {
  range: z
    .string()
    .refine((text) => validRange(text) !== null, 'a range such as ">=1.33" or "1.32 - 1.34"')
    .optional(),
  count: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'a number from 1 to 9999')
    .transform(Number)
    .optional(),
  distro: z.enum(DISTROS, `one of ${DISTROS.join(', ')}`).default('k8s'),
  granularity: z.enum(['minor', 'patch'], 'one of minor, patch').default('minor'),
};

export interface VersionsFound {
  /** Exact versions, newest first. */
  matrix: string[];
  latest: string;
  stable: string;
}

/**
 * Finds versions in the built-in table, without a request to a server.
 *
 * @throws InputError with all problems of the query, also if no version is in the range: a matrix without jobs looks green.
 */
export function findVersions(raw: RawInput): VersionsFound {
  const { count, range = '*', distro, granularity } = parseInput(queryShape, raw);
  const named = (alias: string) => resolveKubernetesVersion(alias, '', distro) ?? '';
  const known = (wanted: string) => knownVersions({ range: wanted, distro, granularity });
  const matrix = known(range).slice(0, count);
  if (matrix.length === 0) {
    const allowed = `a range that contains one of the known versions of ${distro}: ${known('*').join(', ')}`;
    throw new InputError([{ input: 'range', given: range, allowed }]);
  }
  return {
    matrix,
    latest: named('latest'),
    stable: named('stable'),
  };
}
