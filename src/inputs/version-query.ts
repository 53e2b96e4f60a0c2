import { validRange } from 'semver';
import { z } from 'zod';
import { parseInput, type RawInput } from '../core/spec/parse-input.ts';
import { DISTROS } from '../core/versions/distros.ts';
import { knownVersions, resolveKubernetesVersion } from '../core/versions/kubernetes.ts';

/** What may be asked of the versions, under the names that every face uses. */
export const queryShape = {
  range: z
    .string()
    .refine((text) => validRange(text) !== null, 'a range such as ">=1.33" or "1.32 - 1.34"')
    .optional(),
  count: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'a number, 1 or more')
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

/** What the table has for `raw`; throws an `InputError` with every problem of it. Asks no server. */
export function findVersions(raw: RawInput): VersionsFound {
  const { count, range = '*', distro, granularity } = parseInput(queryShape, raw);
  const named = (alias: string) => resolveKubernetesVersion(alias, '', distro) ?? '';
  return {
    matrix: knownVersions({ range, distro, granularity }).slice(0, count),
    latest: named('latest'),
    stable: named('stable'),
  };
}
