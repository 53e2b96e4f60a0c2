import { z } from 'zod';
import { InputError, type InputProblem } from '../errors.ts';
import { DISTROS, isVclusterVersion, OLDEST_VCLUSTER } from '../versions/distros.ts';
import {
  isKubernetesVersion,
  KUBERNETES_VERSIONS,
  knownVersions,
  SUPPORTED,
} from '../versions/kubernetes.ts';
import { minorOf } from '../versions/minor.ts';
import { newestPatch } from '../versions/vclusters.ts';
import { ENDPOINTS, parseEndpoint } from './endpoint.ts';
import {
  duration,
  isChart,
  isLabel,
  namespaceList,
  offByDefault,
  onByDefault,
  type PullSecret,
  pullSecretList,
  REGISTRY,
  yamlMapping,
} from './fields.ts';
import { ownVersions } from './own-versions.ts';

export const WAIT_LEVELS = ['api', 'ready', 'dns'] as const;
export type WaitFor = (typeof WAIT_LEVELS)[number];

export const CONNECT_MODES = [
  'auto',
  'tunnel',
  'service',
  'node-port',
  'load-balancer',
  'ingress',
] as const;
export type Connect = (typeof CONNECT_MODES)[number];
/** How clients reach a cluster, once that is decided. */
export type ConnectionMode = Exclude<Connect, 'auto'>;

/**
 * helm allows 53 characters for a release; the namespace `vcluster-NAME` and names such as `NAME-x-…` have to fit, too.
 */
const MAX_NAME = 40;

/**
 * The fields of a cluster that the action, the CLI and Tekton all offer, under the same names: input = flag = Tekton
 * param. All values are texts; an empty string counts as not given.
 */
export const specShape = {
  name: z.string().max(MAX_NAME, `at most ${MAX_NAME} characters`).superRefine(isLabel),
  namespace: namespaceList.optional(),
  'kubernetes-version': z
    .string()
    .superRefine((text, context) => {
      if (isKubernetesVersion(text)) return;
      const message =
        text === SUPPORTED
          ? 'a version: the Kubernetes project has ended all versions of this distro'
          : (shortenedVersion(text) ?? KUBERNETES_VERSIONS);
      context.addIssue({ code: 'custom', message });
    })
    .default('latest'),
  'vcluster-version': z
    .string()
    .transform((text) => newestPatch(text.replace(/^v/, '')))
    .refine(
      isVclusterVersion,
      `a version such as 0.36.1, or a minor such as 0.36 for its newest patch, not older than ${OLDEST_VCLUSTER}`,
    )
    .optional(),
  distro: z.enum(DISTROS, `one of ${DISTROS.join(', ')}`).default('k8s'),
  'versions-file': ownVersions.optional(),
  values: yamlMapping.optional(),
  chart: z
    .string()
    .refine(
      isChart,
      'a path, an https:// address without a password, or oci://REGISTRY/PATH:VERSION, of a vcluster chart',
    )
    .optional(),
  'image-registry': z
    .string()
    .transform((text) => text.replace(/\/$/, ''))
    .refine(
      (text) => REGISTRY.test(text),
      'a registry such as registry.example.com or registry.example.com:5000/mirror, without https://',
    )
    .optional(),
  'image-pull-secret': pullSecretList.optional(),
  'wait-for': z.enum(WAIT_LEVELS, `one of ${WAIT_LEVELS.join(', ')}`).default('ready'),
  connect: z.enum(CONNECT_MODES, `one of ${CONNECT_MODES.join(', ')}`).default('auto'),
  endpoint: z
    .string()
    .refine((text) => parseEndpoint(text, 'name') !== undefined, ENDPOINTS)
    .optional(),
  timeout: duration('10s', 'a time').prefault('5m'),
  'queue-timeout': duration('1s', 'a time').prefault('1h'),
  ttl: duration('1m', 'a time').prefault('6h'),
  lease: duration('30s', 'a time').prefault('5m'),
  'tunnel-timeout': duration('1s', 'a time').prefault('60s'),
  preflight: onByDefault,
  'allow-host-manifests': offByDefault,
  sweep: onByDefault,
};

type Parsed = z.output<z.ZodObject<typeof specShape>>;

/** `kubernetes-version` -> `kubernetesVersion`. */
type CamelCase<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

/** The fields of the shape that a spec takes over unchanged, under camel-case names. */
type SameFields = {
  [Name in Exclude<
    keyof Parsed,
    'namespace' | 'image-pull-secret'
  > as CamelCase<Name>]: Parsed[Name];
};

/** The user's input, parsed and checked, but not yet resolved against a host cluster. Times are in milliseconds. */
export interface ClusterSpec extends SameFields {
  /**
   * Existing namespaces; the cluster takes the first free one. If empty, a dedicated namespace `vcluster-NAME` is
   * created and deleted with the cluster.
   */
  namespaces: readonly string[];
  /** Secrets to pull the images of the control plane and of the cluster's pods. */
  imagePullSecrets: readonly PullSecret[];
  /**
   * Whether the cluster stays until `ttl`, even if the machine that created it goes away. Its lease is not renewed
   * then.
   */
  untilTtl?: boolean;
  /** Further annotations of the lease. */
  annotations?: Record<string, string>;
}

/**
 * A dedicated namespace is created for the cluster and contains no Secrets, so they have to be copied from elsewhere.
 */
function pullSecretsFor(
  namespaces: readonly string[],
  secrets: readonly PullSecret[],
): readonly PullSecret[] {
  const withoutNamespace =
    namespaces.length > 0 ? [] : secrets.filter(({ namespace }) => !namespace);
  if (withoutNamespace.length === 0) return secrets;
  const allowed =
    'NAMESPACE/NAME: without `namespace` the cluster gets a new namespace, and the Secret is copied to it';
  throw new InputError(
    withoutNamespace.map(({ name }) => ({ input: 'image-pull-secret', given: name, allowed })),
  );
}

/** The number 1.30 in YAML is the text 1.3. */
function shortenedVersion(text: string): string | undefined {
  const minor = `${text}0`;
  return knownVersions().some((version) => minorOf(version) === minor)
    ? `"${minor}" in quotation marks: without them, YAML reads it as the number ${text}`
    : undefined;
}

/** `endpoint` is allowed only for modes that expose the cluster on the host, and is required for an Ingress. */
function endpointProblems({ connect, endpoint }: Pick<Parsed, 'connect' | 'endpoint'>) {
  const problems: InputProblem[] = [];
  if (connect === 'ingress' && !endpoint) {
    const allowed =
      'given with connect: ingress: the DNS name that resolves to the ingress controller';
    problems.push({ input: 'endpoint', allowed });
  }
  if (endpoint && ['auto', 'tunnel', 'service'].includes(connect)) {
    const allowed = `left out: with connect: ${connect} the address is already known`;
    problems.push({ input: 'endpoint', given: endpoint, allowed });
  }
  return problems;
}

/**
 * Makes the spec from the result of `parseInput(specShape, …)`.
 *
 * @throws InputError if inputs contradict each other.
 */
export function toSpec(parsed: Parsed): ClusterSpec {
  const problems = endpointProblems(parsed);
  if (problems.length > 0) throw new InputError(problems);
  const { namespace: namespaces = [], 'image-pull-secret': secrets = [], ...same } = parsed;
  return {
    ...inCamelCase(same),
    namespaces,
    imagePullSecrets: pullSecretsFor(namespaces, secrets),
  };
}

const inCamelCase = (fields: Omit<Parsed, 'namespace' | 'image-pull-secret'>): SameFields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  ) as SameFields;
