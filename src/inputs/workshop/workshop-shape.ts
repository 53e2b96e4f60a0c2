import { z } from 'zod';
import { isLabel } from '../../core/spec/fields.ts';
import { QUOTAS } from '../../workshop/quota.ts';

/** Inputs of the action that a workshop has, too. They have the same names and meanings in its file. */
export const CLUSTER_FIELDS = [
  'host-kubeconfig-path',
  'host-context',
  'namespace',
  'kubernetes-version',
  'vcluster-version',
  'versions-file',
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
  'allow-host-manifests',
  'sweep',
  'helm-path',
] as const;
export type ClusterField = (typeof CLUSTER_FIELDS)[number];

const text = z.string('a string');
const label = text.superRefine(isLabel);
const mapping = z.record(z.string(), z.unknown(), 'a YAML mapping');

export const chartShape = z.strictObject(
  {
    name: label,
    chart: text.min(1, 'a path, an address, or the name of a chart in `repo`'),
    repo: text.startsWith('https://', 'an address that begins with https://').optional(),
    version: text.optional(),
    namespace: label.default('default'),
    values: mapping.optional(),
  },
  'a mapping with name and chart',
);

const OTHERS: Partial<Record<ClusterField, z.ZodType<string>>> = {
  values: z
    .union([text, mapping], 'a YAML mapping of vcluster.yaml keys')
    .transform((it) => (typeof it === 'string' ? it : JSON.stringify(it))),
  namespace: z
    .union([text, z.array(text)], 'a name or a list of names')
    .transform((it) => [it].flat().join(',')),
};
const clusterShape = Object.fromEntries(
  CLUSTER_FIELDS.map((field) => [field, OTHERS[field] ?? text]),
) as Record<ClusterField, z.ZodType<string>>;

/** The keys of a workshop.yaml. */
export const workshopShape = {
  name: text,
  count: text,
  attendees: z.union([text, z.array(text)], 'a list of names, or the path of a CSV file'),
  quota: z.enum(QUOTAS, `one of ${QUOTAS.join(', ')}`),
  manifests: z
    .union([text, z.array(text)], 'a path or a list of paths')
    .transform((it) => [it].flat()),
  charts: z.array(chartShape, 'a list of charts'),
  parallel: text,
  out: text,
  ...clusterShape,
};
