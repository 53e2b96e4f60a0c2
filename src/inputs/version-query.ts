import { validRange } from 'semver';
import { z } from 'zod';
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
 * @throws InputError with all problems of the query.
 */
export function findVersions(raw: RawInput): VersionsFound {
  const { count, range = '*', distro, granularity } = parseInput(queryShape, raw);
  const named = (alias: string) => resolveKubernetesVersion(alias, '', distro) ?? '';
  return {
    matrix: knownVersions({ range, distro, granularity }).slice(0, count),
    latest: named('latest'),
    stable: named('stable'),
  };
}
