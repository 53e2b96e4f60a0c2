import { formatYaml } from '../../yaml.ts';
import type { Credentials, ExecPlugin, Impersonation } from './credentials.ts';

/** Returns a kubeconfig with one context. It names no file but a token file, whose content it also contains. */
export function formatCredentials(credentials: Credentials, name: string): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: clusterOf(credentials) }],
    users: [{ name, user: userOf(credentials) }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
  // Without the keys that have no value.
  return formatYaml(JSON.parse(JSON.stringify(config)));
}

const clusterOf = (credentials: Credentials) => ({
  server: credentials.server,
  'certificate-authority-data': encoded(credentials.ca),
  'tls-server-name': credentials.tlsServerName,
  'insecure-skip-tls-verify': credentials.skipTlsVerify,
  'proxy-url': credentials.proxyUrl,
  extensions: extensionsOf(credentials.exec),
});

const userOf = (credentials: Credentials) => ({
  'client-certificate-data': encoded(credentials.cert),
  'client-key-data': encoded(credentials.key),
  token: credentials.token,
  tokenFile: credentials.tokenFile,
  username: credentials.username,
  password: credentials.password,
  exec: execOf(credentials.exec),
  ...impersonationOf(credentials.impersonate),
});

const execOf = (exec: ExecPlugin | undefined) =>
  exec && {
    apiVersion: exec.apiVersion,
    command: exec.command,
    args: exec.args,
    env: exec.env,
    interactiveMode: 'Never',
    provideClusterInfo: exec.cluster !== undefined,
  };

const extensionsOf = (exec: ExecPlugin | undefined) =>
  exec?.cluster?.config === undefined
    ? undefined
    : [{ name: 'client.authentication.k8s.io/exec', extension: exec.cluster.config }];

const impersonationOf = (impersonate: Impersonation | undefined) => ({
  as: impersonate?.user,
  'as-uid': impersonate?.uid,
  'as-groups': impersonate?.groups,
  'as-user-extra': impersonate?.extra,
});

const encoded = (pem: string | undefined) => pem && Buffer.from(pem).toString('base64');
