import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ExecPlugin } from '../config/credentials.ts';

/** The `status` of the ExecCredential that a plugin prints. */
export interface ExecCredential {
  token?: string;
  clientCertificateData?: string;
  clientKeyData?: string;
  /** RFC 3339; absent: valid until the API server refuses it. */
  expirationTimestamp?: string;
}

/** The credential of a plugin, which is kept between requests. */
export interface PluginCredential {
  /** Runs the plugin at the first call and when the credential is about to expire. */
  current(): Promise<ExecCredential>;
  /** Runs the plugin again. Calls at the same time share one run. */
  renew(): Promise<ExecCredential>;
}

/** How long before its expiry a credential is renewed, in milliseconds. */
const MARGIN = 60_000;
const TIMEOUT = 60_000;

export function pluginCredential(plugin: ExecPlugin): PluginCredential {
  let last: ExecCredential | undefined;
  let running: Promise<ExecCredential> | undefined;
  const renew = () => {
    running ??= run(plugin).finally(() => {
      running = undefined;
    });
    return running.then((credential) => {
      last = credential;
      return credential;
    });
  };
  return {
    renew,
    current: async () => (last && expires(last) - Date.now() > MARGIN ? last : renew()),
  };
}

const expires = ({ expirationTimestamp }: ExecCredential): number =>
  expirationTimestamp ? Date.parse(expirationTimestamp) : Number.POSITIVE_INFINITY;

async function run(plugin: ExecPlugin): Promise<ExecCredential> {
  const { command, args, env, apiVersion, cluster } = plugin;
  const spec = { ...(cluster && { cluster }), interactive: false };
  const info = { kind: 'ExecCredential', apiVersion, spec };
  const given = Object.fromEntries(env.map(({ name, value }) => [name, value]));
  const running = promisify(execFile)(command, args, {
    // kubectl gives a plugin its own environment, too.
    env: { ...process.env, ...given, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
    timeout: TIMEOUT,
  });
  // A plugin that asks for input gets none, instead of blocking the job.
  running.child.stdin?.end();
  const { stdout } = await running.catch((error: Error & { stderr?: string }) => {
    const [reason] = (error.stderr?.trim() || error.message).split('\n').slice(-1);
    throw new Error(`the credential plugin ${command} failed: ${reason}`, { cause: error });
  });
  return parsed(plugin, stdout);
}

function parsed({ command, apiVersion }: ExecPlugin, stdout: string): ExecCredential {
  const printed = `the credential plugin ${command} printed`;
  const answer = parseJson(stdout);
  if (answer?.kind !== 'ExecCredential') throw new Error(`${printed} no ExecCredential`);
  if (answer.apiVersion !== apiVersion)
    throw new Error(`${printed} ${answer.apiVersion}, but the kubeconfig states ${apiVersion}`);
  const { token, clientCertificateData: cert, clientKeyData: key } = answer.status ?? {};
  if (!answer.status || !(token || cert || key)) throw new Error(`${printed} no credentials`);
  if (Boolean(cert) !== Boolean(key))
    throw new Error(`${printed} only one of clientCertificateData and clientKeyData`);
  return answer.status;
}

interface Printed {
  kind?: string;
  apiVersion?: string;
  status?: ExecCredential;
}

function parseJson(text: string): Printed | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
