import type { KubeConfig } from '@kubernetes/client-node';

/** A text, or the path of a file that contains it and may be rewritten. */
export type Source = { text: string } | { file: string };

/** A credential plugin of a kubeconfig: a program that prints credentials (client.authentication.k8s.io). */
export interface ExecPlugin {
  apiVersion: string;
  command: string;
  args: string[];
  env: Record<string, string>;
}

/**
 * The connection data of the host's API server, in plain JSON: the keeper has to stay small and does not include
 * client-node, which parses kubeconfigs. As secret as the kubeconfig itself.
 */
export interface HostCredentials {
  server: string;
  ca?: Source | undefined;
  cert?: Source | undefined;
  key?: Source | undefined;
  token?: Source | undefined;
  exec?: ExecPlugin | undefined;
  tlsServerName?: string | undefined;
  skipTLSVerify?: boolean | undefined;
  proxyUrl?: string | undefined;
}

/**
 * Returns the credentials of the current context. If its user has an auth provider that renews tokens (OIDC), they
 * contain the current token only.
 */
export async function hostCredentials(kubeConfig: KubeConfig): Promise<HostCredentials> {
  const cluster = kubeConfig.getCurrentCluster();
  const user = kubeConfig.getCurrentUser();
  const tokenFile = user?.authProvider?.config?.tokenFile as string | undefined;
  return {
    server: cluster?.server ?? '',
    ca: source(cluster?.caData, cluster?.caFile),
    cert: source(user?.certData, user?.certFile),
    key: source(user?.keyData, user?.keyFile),
    token: tokenFile ? { file: tokenFile } : await currentToken(kubeConfig),
    exec: execPlugin(user?.exec),
    tlsServerName: cluster?.tlsServerName,
    skipTLSVerify: cluster?.skipTLSVerify,
    proxyUrl: cluster?.proxyUrl,
  };
}

const source = (data: string | undefined, file: string | undefined): Source | undefined => {
  if (data) return { text: Buffer.from(data, 'base64').toString() };
  return file ? { file } : undefined;
};

async function currentToken(kubeConfig: KubeConfig): Promise<Source | undefined> {
  const user = kubeConfig.getCurrentUser();
  if (user?.token) return { text: user.token };
  if (!user?.authProvider) return undefined;
  const options: { headers?: Record<string, string> } = {};
  await kubeConfig.applyToHTTPSOptions(options);
  const token = options.headers?.Authorization?.replace(/^Bearer /, '');
  return token ? { text: token } : undefined;
}

interface ExecConfig {
  apiVersion?: string;
  command: string;
  args?: string[];
  env?: { name: string; value: string }[];
}

function execPlugin(exec: ExecConfig | undefined): ExecPlugin | undefined {
  if (!exec) return undefined;
  return {
    apiVersion: exec.apiVersion ?? 'client.authentication.k8s.io/v1',
    command: exec.command,
    args: exec.args ?? [],
    env: Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value])),
  };
}
