import { z } from 'zod';
import { parseDuration } from './duration.ts';
import { InputError, type InputProblem } from './errors.ts';
import { hasCredentials, isPrintable, printable } from './printable.ts';
import { readValues } from './release/yaml-values.ts';
import { DISTROS, type Distro, isVclusterVersion, OLDEST_ENGINE } from './versions/distros.ts';
import { isKubernetesVersion, KUBERNETES_VERSIONS } from './versions/kubernetes.ts';

export const WAIT_LEVELS = ['api', 'ready', 'dns'] as const;
export type WaitFor = (typeof WAIT_LEVELS)[number];

export const CONNECT_MODES = ['auto', 'tunnel', 'service'] as const;
export type Connect = (typeof CONNECT_MODES)[number];

const DNS_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** helm allows 53 characters for a release; `vcluster-NAME`, the namespace, and `NAME-x-…` have to fit too. */
const MAX_NAME = 40;

/** Timers of Node overflow soon after it, and fire at once. */
const LONGEST_DURATION = '24d';

export const duration = (minimum: string, what: string) =>
  z.string().transform((text, context) => {
    const milliseconds = parseDuration(text);
    const [shortest = 0, longest = 0] = [minimum, LONGEST_DURATION].map(parseDuration);
    if (milliseconds !== undefined && milliseconds >= shortest && milliseconds <= longest)
      return milliseconds;
    context.addIssue({
      code: 'custom',
      message: `${what} such as 90s, 5m or 1h30m, from ${minimum} to ${LONGEST_DURATION}`,
    });
    return z.NEVER;
  });

/** A choice of two that is on unless it is turned off. */
export const yesOrNo = z
  .enum(['true', 'false'], 'one of true, false')
  .default('true')
  .transform((text) => text === 'true');

const yamlMapping = z.string().transform((text, context): Record<string, unknown> => {
  const read = readValues(text);
  if ('values' in read) return read.values;
  context.addIssue({ code: 'custom', message: read.allowed });
  return z.NEVER;
});

/** What follows "must be", where one of several names is none. */
const nameProblem = (name: string): string =>
  `names of existing namespaces, separated by commas, which "${printable(name, 70)}" is not`;

/** Each is watched by itself while all are taken. */
const MOST_NAMESPACES = 50;

/** One name or several, with commas or line breaks between them. */
export const namespaceList = z.string().transform((text, context): string[] => {
  const names = [...new Set(text.split(/[,\n]/).map((name) => name.trim()))].filter(Boolean);
  const problems = names.filter((name) => name.length > 63 || !DNS_LABEL.test(name));
  if (names.length > MOST_NAMESPACES)
    context.addIssue({ code: 'custom', message: `at most ${MOST_NAMESPACES} namespaces` });
  if (names.length === 0)
    context.addIssue({ code: 'custom', message: 'the name of an existing namespace' });
  for (const name of problems) context.addIssue({ code: 'custom', message: nameProblem(name) });
  return names;
});

const isChart = (chart: string): boolean =>
  isPrintable(chart) &&
  (chart.startsWith('https://')
    ? URL.canParse(chart) && !/\s/.test(chart) && !hasCredentials(chart)
    : !chart.includes(':'));

/**
 * The fields of a cluster that every face offers, under the names that every face uses: input = flag = Tekton param.
 * All are text, as faces get them; an empty string counts as not given.
 */
export const specShape = {
  name: z
    .string()
    .max(MAX_NAME, `at most ${MAX_NAME} characters`)
    .regex(DNS_LABEL, 'lower-case letters, digits and "-", beginning with a letter'),
  namespace: namespaceList.optional(),
  'kubernetes-version': z
    .string()
    .refine(isKubernetesVersion, KUBERNETES_VERSIONS)
    .default('stable'),
  'vcluster-version': z
    .string()
    .refine(isVclusterVersion, `a whole version such as 0.30.0, from ${OLDEST_ENGINE} on`)
    .optional(),
  distro: z.enum(DISTROS, `one of ${DISTROS.join(', ')}`).default('k8s'),
  values: yamlMapping.optional(),
  chart: z
    .string()
    .refine(isChart, 'a path, or an https:// address without a password, of a vcluster chart')
    .optional(),
  'wait-for': z.enum(WAIT_LEVELS, `one of ${WAIT_LEVELS.join(', ')}`).default('ready'),
  connect: z.enum(CONNECT_MODES, `one of ${CONNECT_MODES.join(', ')}`).default('auto'),
  timeout: duration('10s', 'a time').prefault('5m'),
  ttl: duration('1m', 'a time').prefault('6h'),
  lease: duration('30s', 'a time').prefault('5m'),
  'tunnel-timeout': duration('1s', 'a time').prefault('60s'),
  preflight: yesOrNo,
  sweep: yesOrNo,
};

/** What the user wants, parsed and checked, nothing resolved against a cluster yet. Times are in milliseconds. */
export interface ClusterSpec {
  name: string;
  /**
   * Existing namespaces, of which the first free one is taken; where there are none, a namespace `vcluster-NAME` of our
   * own is made and deleted.
   */
  namespaces: readonly string[];
  /** An exact version, a minor, or an alias: see `resolveKubernetesVersion`. */
  kubernetesVersion: string;
  vclusterVersion?: string | undefined;
  /** Which kind of Kubernetes. */
  distro: Distro;
  /** The user's vcluster.yaml, merged over ours. */
  values?: Record<string, unknown> | undefined;
  /** Path or https address of the chart; without it the official one of `vclusterVersion`. */
  chart?: string | undefined;
  waitFor: WaitFor;
  connect: Connect;
  /** How long creation may take. */
  timeout: number;
  /** How long the cluster may live at most, whatever happens. */
  ttl: number;
  /** How long it outlives a runner that vanished. */
  lease: number;
  /** How long the tunnel holds a connection while the control plane cannot be reached. */
  tunnelTimeout: number;
  /** Whether rights, quotas and versions are examined before anything is made. */
  preflight: boolean;
  /** Whether what is expired or ownerless, and ours, is removed from the host meanwhile. */
  sweep: boolean;
}

export type RawInput = Record<string, string | undefined>;

/** Parses `raw` with `shape`; on failure throws one `InputError` with every problem of every field. */
export function parseInput<S extends z.ZodRawShape>(
  shape: S,
  raw: RawInput,
  secrets: readonly string[] = [],
): z.output<z.ZodObject<S>> {
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value));
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  throw new InputError(
    result.error.issues.map((issue): InputProblem => {
      const input = issue.path.join('.');
      const value = given[input];
      if (value === undefined) return { input, allowed: 'given' };
      const hidden = secrets.includes(input) || mayHoldSecret(value);
      return { input, allowed: issue.message, ...(!hidden && { given: value }) };
    }),
  );
}

/** Long texts and those of several lines may be YAML, addresses may hold a password or a token. */
const mayHoldSecret = (value: string): boolean =>
  value.length > 80 || value.includes('\n') || /[@?]/.test(value);

/** The spec in what `parseInput(specShape, …)` gave. */
export function toSpec(parsed: z.output<z.ZodObject<typeof specShape>>): ClusterSpec {
  return {
    name: parsed.name,
    namespaces: parsed.namespace ?? [],
    kubernetesVersion: parsed['kubernetes-version'],
    vclusterVersion: parsed['vcluster-version']?.replace(/^v/, ''),
    distro: parsed.distro,
    values: parsed.values,
    chart: parsed.chart,
    waitFor: parsed['wait-for'],
    connect: parsed.connect,
    timeout: parsed.timeout,
    ttl: parsed.ttl,
    lease: parsed.lease,
    tunnelTimeout: parsed['tunnel-timeout'],
    preflight: parsed.preflight,
    sweep: parsed.sweep,
  };
}
