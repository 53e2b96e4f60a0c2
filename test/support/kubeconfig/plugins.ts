/** Name of the plugin in a folder of PATH. */
export const PLUGIN_NAME = 'shape-login';

/** The text of a credential plugin. Its first argument says what it prints. */
export const PLUGIN = `#!${process.execPath}
const { apiVersion, kind, spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
const { cluster } = spec;
const data = cluster && cluster['certificate-authority-data'];
const statuses = {
  token: { token: 'from-plugin' },
  env: { token: process.env.GIVEN },
  certificate: { clientCertificateData: process.env.CERT, clientKeyData: process.env.KEY },
  cluster: {
    token: cluster ? [cluster.server, cluster['tls-server-name'], data, cluster.config.audience].join() : '-',
  },
};
const status = statuses[process.argv[2]];
if (!status || spec.interactive) process.exit(1);
console.log(JSON.stringify({ kind, apiVersion, status }));
`;

/** Returns a user with a plugin that prints the status with this name. */
export const execOf = (status: string, more: object = {}): object => ({
  exec: {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: PLUGIN_NAME,
    args: [status],
    interactiveMode: 'IfAvailable',
    ...more,
  },
});

const START = Math.floor(Date.now() / 1_000);

/** Returns a JWT that expires so many seconds after the start of the test. */
export function jwt(seconds: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ exp: START + seconds })}.c2ln`;
}
