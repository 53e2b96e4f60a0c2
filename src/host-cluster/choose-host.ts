import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { InputError, type InputProblem } from '../core/errors.ts';
import type { RawInput } from '../core/spec/parse-input.ts';
import { readSmallFile } from '../machine/small-file.ts';
import { hostBeforeExport } from '../outputs/exported-kubeconfig.ts';
import { problemOfCredentials } from './usable-credentials.ts';

/** The host cluster to use, and where its kubeconfig comes from. */
export interface HostChoice {
  /** Use its current context. */
  hostCluster: KubeConfig;
  /** Ends the sentence "The host cluster is that of …". */
  origin: string;
  /** Whether this process runs in a pod of the host cluster. */
  insideHost: boolean;
}

const SERVICE_ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * Chooses the host cluster: from `host-kubeconfig` or `host-kubeconfig-path`, otherwise like kubectl from KUBECONFIG,
 * `~/.kube/config` or the service account of the pod. Throws an `InputError`.
 */
export function chooseHost(raw: RawInput, env: NodeJS.ProcessEnv): HostChoice {
  const { hostCluster, origin, input } = given(raw) ?? ambient(env);
  const context = raw['host-context'];
  const contexts = hostCluster.getContexts().map(({ name }) => name);
  if (context) hostCluster.setCurrentContext(context);
  if (!contexts.includes(hostCluster.getCurrentContext())) {
    fail({
      input: 'host-context',
      given: context,
      allowed: `one of the contexts of ${origin}: ${contexts.join(', ') || 'it has none'}`,
    });
  }
  const problem = problemOfCredentials(hostCluster);
  if (problem) fail({ input, allowed: `a kubeconfig ${problem}` });
  return { hostCluster, origin, insideHost: isInside(hostCluster, env) };
}

interface Source extends Pick<HostChoice, 'hostCluster' | 'origin'> {
  /** The input to name in an error about this kubeconfig. */
  input: string;
}

function given(raw: RawInput): Source | undefined {
  const text = raw['host-kubeconfig'];
  const path = raw['host-kubeconfig-path'];
  if (text) {
    const kubeConfig = load('host-kubeconfig', undefined, (config) => config.loadFromString(text));
    return { hostCluster: kubeConfig, origin: 'host-kubeconfig', input: 'host-kubeconfig' };
  }
  if (!path) return undefined;
  const input = 'host-kubeconfig-path';
  return { hostCluster: fromFile(input, path), origin: path, input };
}

function ambient(env: NodeJS.ProcessEnv): Source {
  const home = join(env.HOME || homedir(), '.kube', 'config');
  const wanted = hostBeforeExport(env) || home;
  const [first, ...others] = wanted.split(delimiter).filter((path) => existsSync(path));
  if (first) {
    const kubeConfig = fromFile('KUBECONFIG', first);
    for (const path of others) kubeConfig.mergeConfig(fromFile('KUBECONFIG', path), true);
    return { hostCluster: kubeConfig, origin: wanted, input: 'KUBECONFIG' };
  }
  if (env.KUBERNETES_SERVICE_HOST && existsSync(SERVICE_ACCOUNT_TOKEN)) {
    return {
      hostCluster: load('host-kubeconfig', undefined, (config) => config.loadFromCluster()),
      origin: "the pod's service account",
      input: 'host-kubeconfig',
    };
  }
  return fail({
    input: 'host-kubeconfig',
    allowed: `given: the host cluster is unknown, because neither ${wanted} nor the service account of a pod exists`,
  });
}

const fromFile = (input: string, path: string): KubeConfig =>
  load(input, path, (config) => {
    readSmallFile(path);
    config.loadFromFile(path);
  });

function load(
  input: string,
  path: string | undefined,
  read: (kubeConfig: KubeConfig) => void,
): KubeConfig {
  const kubeConfig = new KubeConfig();
  try {
    read(kubeConfig);
  } catch (error) {
    const { path: missing } = error as NodeJS.ErrnoException;
    if (missing && missing !== path)
      fail({ input, allowed: `a kubeconfig whose file ${missing} is readable` });
    fail({
      input,
      given: path,
      // Without a path the text is a secret, and the message of the parser quotes a line of it.
      allowed: path
        ? `a kubeconfig file that can be read (${firstLine(error)})`
        : 'the text of a kubeconfig: YAML with clusters, users and contexts, not encoded',
    });
  }
  if (kubeConfig.getClusters().length === 0) {
    fail({ input, given: path, allowed: 'a kubeconfig with a cluster in it' });
  }
  return kubeConfig;
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

function isInside(kubeConfig: KubeConfig, { KUBERNETES_SERVICE_HOST: ip }: NodeJS.ProcessEnv) {
  const server = kubeConfig.getCurrentCluster()?.server ?? '';
  const hostname = URL.parse(server)?.hostname.replace(/^\[|\]$/g, '') ?? '';
  return Boolean(ip) && (hostname === ip || /^kubernetes(\.default(\.svc.*)?)?$/.test(hostname));
}

function fail({ input, given, allowed }: InputProblem): never {
  throw new InputError([{ input, allowed, ...(given !== undefined && { given }) }]);
}
