import { statSync } from 'node:fs';
import { delimiter } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { InputError, type InputProblem } from '../core/errors.ts';
import { ClusterConfig } from '../core/kube/cluster-config.ts';
import {
  type Kubeconfig,
  mergeKubeconfigs,
  parseKubeconfig,
} from '../core/kube/config/kubeconfig.ts';
import { KubeconfigError } from '../core/kube/config/kubeconfig-error.ts';
import type { RawInput } from '../core/spec/parse-input.ts';
import { expandHome, inHome } from '../machine/home.ts';
import { readSmallFile } from '../machine/small-file.ts';
import { hostBeforeExport } from '../outputs/exported-kubeconfig.ts';
import { hasServiceAccount, serviceAccountConfig } from './service-account.ts';

/** The host cluster to use, and where its kubeconfig comes from. */
export interface HostChoice {
  /** Use its current context. */
  hostCluster: KubeConfig;
  /** Ends the sentence "The host cluster is that of …". */
  origin: string;
  /** Whether this process runs in a pod of the host cluster. */
  insideHost: boolean;
}

/** A host cluster that is made on this machine, because there is none. */
export interface RunnerPlan {
  runner: true;
  /** Its Kubernetes version, or the image of its node. */
  version: string | undefined;
  /** Where a host cluster was looked for, as a sentence; undefined if the user wants one on this machine. */
  because?: string;
}

/** The host cluster, or how to make one. */
export type HostPlan = HostChoice | RunnerPlan;

export const isOnRunner = (host: HostPlan): host is RunnerPlan => 'runner' in host;

/**
 * Chooses the host cluster as the input `host` says: one that exists, one on this machine, or with `auto` the latter if none is
 * named or found. Throws an `InputError`.
 */
export function planHost(raw: RawInput, env: NodeJS.ProcessEnv): HostPlan {
  const { host = 'auto', 'host-version': version } = raw;
  if (host === 'runner') {
    const others = ['host-kubeconfig', 'host-kubeconfig-path', 'host-context'];
    const allowed = 'left out with host: runner, which makes a host cluster of its own';
    const problems = others.filter((input) => raw[input]).map((input) => ({ input, allowed }));
    if (problems.length > 0) throw new InputError(problems);
    return { runner: true, version };
  }
  if (host === 'existing' && version) {
    const allowed = 'left out with host: existing: it is for a host cluster on this machine';
    return fail({ input: 'host-version', given: version, allowed });
  }
  const source = given(raw, env) ?? ambient(env);
  const isNamed = raw['host-context'] || hostBeforeExport(env);
  if (source || isNamed || host === 'existing') return chooseFrom(source ?? noHost(env), raw, env);
  return { runner: true, version, because: `No host cluster found (tried ${TRIED}).` };
}

/**
 * Chooses a host cluster that exists: from `host-kubeconfig` or `host-kubeconfig-path`, otherwise like kubectl from KUBECONFIG,
 * `~/.kube/config` or the service account of the pod. Throws an `InputError`.
 */
export const chooseHost = (raw: RawInput, env: NodeJS.ProcessEnv): HostChoice =>
  chooseFrom(given(raw, env) ?? ambient(env) ?? noHost(env), raw, env);

function chooseFrom(
  { config, origin, input }: Source,
  raw: RawInput,
  env: NodeJS.ProcessEnv,
): HostChoice {
  const context = chooseContext(config, raw['host-context'], { input, origin });
  const hostCluster = read({ input }, () => new ClusterConfig(config, context));
  return { hostCluster, origin, insideHost: isInside(hostCluster, env) };
}

const TRIED = '$KUBECONFIG, ~/.kube/config, the service account of a pod';

function chooseContext(
  { contexts, currentContext }: Kubeconfig,
  wanted: string | undefined,
  { input, origin }: Pick<Source, 'input' | 'origin'>,
): string {
  const context = wanted || currentContext;
  if (contexts.has(context)) return context;
  const names = [...contexts.keys()].join(', ');
  if (wanted && names) {
    const allowed = `one of the contexts of ${origin}: ${names}`;
    return fail({ input: 'host-context', given: wanted, allowed });
  }
  const place = { input, ...(origin !== input && { given: origin }) };
  if (!names) return fail({ ...place, allowed: 'a kubeconfig with a context' });
  const allowed = `a kubeconfig with a current context that exists; set host-context to one of its contexts: ${names}`;
  return fail({ ...place, allowed });
}

interface Source extends Pick<HostChoice, 'origin'> {
  config: Kubeconfig;
  /** The input to name in an error about this kubeconfig. */
  input: string;
}

function given(raw: RawInput, env: NodeJS.ProcessEnv): Source | undefined {
  const text = raw['host-kubeconfig'];
  const path = expandHome(env, raw['host-kubeconfig-path'] ?? '');
  if (text) {
    const input = 'host-kubeconfig';
    if (isPathLike(text)) {
      const allowed = 'the text of a kubeconfig; set host-kubeconfig-path to its path';
      return fail({ input, allowed });
    }
    return { config: read({ input }, () => nonEmpty(parseKubeconfig(text))), origin: input, input };
  }
  if (!path) return undefined;
  const input = 'host-kubeconfig-path';
  return { config: nonEmptyIn({ input, given: path }, fromFile(input, path)), origin: path, input };
}

/** A kubeconfig has several keys, and each has a colon. */
const isPathLike = (text: string): boolean => /^[~.]?[\\/][^\n:]*\n?$/.test(text);

function ambient(env: NodeJS.ProcessEnv): Source | undefined {
  const origin = hostBeforeExport(env) || inHome(env, '.kube', 'config');
  const paths = [...new Set(origin?.split(delimiter))].filter((path) => path && !isMissing(path));
  if (origin && paths.length > 0) {
    const input = 'KUBECONFIG';
    const config = mergeKubeconfigs(paths.map((path) => fromFile(input, path)));
    return { config: nonEmptyIn({ input, given: origin }, config), origin, input };
  }
  if (hasServiceAccount(env)) {
    const config = serviceAccountConfig(env);
    return { config, origin: "the pod's service account", input: 'host-kubeconfig' };
  }
  return undefined;
}

function noHost(env: NodeJS.ProcessEnv): never {
  const named = hostBeforeExport(env);
  const tried = named ? `$KUBECONFIG, which is ${named}` : TRIED;
  return fail({
    input: 'host-kubeconfig',
    allowed: 'given',
    message: `No host cluster found (tried ${tried}). Use host-kubeconfig or host-kubeconfig-path.`,
  });
}

/** A file that exists but that this user cannot reach is an error, not a missing file. */
function isMissing(path: string): boolean {
  try {
    return !statSync(path);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

type Place = Pick<InputProblem, 'input' | 'given'>;

const fromFile = (input: string, path: string): Kubeconfig =>
  read({ input, given: path }, () => parseKubeconfig(readSmallFile(path), path));

const nonEmptyIn = (place: Place, config: Kubeconfig): Kubeconfig =>
  read(place, () => nonEmpty(config));

function nonEmpty(config: Kubeconfig): Kubeconfig {
  if (config.clusters.size === 0) throw new KubeconfigError('with a cluster in it');
  return config;
}

function read<T>(place: Place, reading: () => T): T {
  try {
    return reading();
  } catch (error) {
    if (error instanceof KubeconfigError)
      return fail({ ...place, allowed: `a kubeconfig ${error.message}` });
    // Without a path the text is a secret, and the message of the parser quotes a line of it.
    const allowed = place.given
      ? `a kubeconfig file that can be read (${firstLine(error)})`
      : 'the text of a kubeconfig: YAML with clusters, users and contexts, not encoded';
    return fail({ ...place, allowed });
  }
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

function isInside(kubeConfig: KubeConfig, { KUBERNETES_SERVICE_HOST: ip }: NodeJS.ProcessEnv) {
  const server = kubeConfig.getCurrentCluster()?.server ?? '';
  const hostname = URL.parse(server)?.hostname.replace(/^\[|\]$/g, '') ?? '';
  return Boolean(ip) && (hostname === ip || /^kubernetes(\.default(\.svc.*)?)?$/.test(hostname));
}

function fail({ given, ...problem }: InputProblem): never {
  throw new InputError([{ ...problem, ...(given !== undefined && { given }) }]);
}
