import { z } from 'zod';
import {
  DISTROS,
  isVclusterVersion,
  type OwnVersions,
  vclusterProblem,
} from '../versions/distros.ts';
import { isExact } from '../versions/kubernetes.ts';
import { readValues } from './yaml-values.ts';

const EXAMPLE = '`k8s: {kubernetes: [1.36.3, 1.35.4], vcluster: 0.36.1}`';

const ofDistro = z.strictObject({
  kubernetes: z
    .array(z.string().refine(isExact, 'an exact version such as 1.36.3'))
    .min(1, 'a list with at least one version'),
  vcluster: z.string().refine(isVclusterVersion, 'a full version such as 0.36.1').optional(),
});

const shape = z
  .strictObject(Object.fromEntries(DISTROS.map((distro) => [distro, ofDistro.optional()])))
  .superRefine((versions, context) => {
    for (const distro of DISTROS) {
      const vcluster = versions[distro]?.vcluster;
      const message = vcluster && vclusterProblem(distro, vcluster);
      if (message) context.addIssue({ code: 'custom', path: [distro, 'vcluster'], message });
    }
  });

/** The text of a `versions-file`, YAML or JSON. */
export const ownVersions = z.string().transform((text, context): OwnVersions => {
  const read = readValues(text);
  const parsed = 'values' in read ? shape.safeParse(read.values) : undefined;
  if (parsed?.success) return parsed.data as OwnVersions;
  const message = 'allowed' in read ? read.allowed : problemsOf(parsed?.error?.issues ?? []);
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

const problemsOf = (issues: readonly z.core.$ZodIssue[]): string =>
  `a file with versions by distro, such as ${EXAMPLE} (${issues
    .map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
    .join('; ')})`;
