import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ExecPlugin } from '../core/kube/http/credentials.ts';

/** The `status` of the ExecCredential that a plugin prints. */
export interface ExecCredential {
  token?: string;
  clientCertificateData?: string;
  clientKeyData?: string;
  /** RFC 3339; absent: never expires. */
  expirationTimestamp?: string;
}

/** How long before its expiry a credential is renewed, in milliseconds. */
const MARGIN = 60_000;
const TIMEOUT = 30_000;

/**
 * Returns a function that gives the plugin's credential. It runs the plugin again only when the credential is about to
 * expire.
 */
export function execCredential(plugin: ExecPlugin): () => Promise<ExecCredential> {
  let last: ExecCredential | undefined;
  return async () => {
    if (!last || expires(last) - Date.now() < MARGIN) last = await run(plugin);
    return last;
  };
}

const expires = ({ expirationTimestamp }: ExecCredential): number =>
  expirationTimestamp ? Date.parse(expirationTimestamp) : Number.POSITIVE_INFINITY;

async function run({ command, args, env, apiVersion }: ExecPlugin): Promise<ExecCredential> {
  const info = { apiVersion, kind: 'ExecCredential', spec: { interactive: false } };
  const { stdout } = await promisify(execFile)(command, args, {
    env: { ...process.env, ...env, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
    timeout: TIMEOUT,
  });
  const { status } = JSON.parse(stdout) as { status?: ExecCredential };
  if (!status) throw new Error(`the credential plugin ${command} printed no status`);
  return status;
}
