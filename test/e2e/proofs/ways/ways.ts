import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { type Gateway, type GatewayOptions, startGateway } from '../../support/network/gateway.ts';
import type { Given, NamedWay } from './way.ts';

const open = async (given: Given, options?: GatewayOptions): Promise<Gateway> =>
  given.resources.use(await startGateway(given.user, options));

const clusterOf = ({ server, ca }: Gateway) => ({
  server,
  'certificate-authority-data': Buffer.from(ca).toString('base64'),
});

const TOKEN = { token: 'replaced-by-the-gateway' };

/** Behind the real server, with a proxy or at another address. */
const direct = (what: string, change: (given: Given) => object): NamedWay => ({
  what,
  open: async (given) => {
    const { server, caData } = given.user.getCurrentCluster() ?? {};
    const cluster = { server, 'certificate-authority-data': caData, ...change(given) };
    return { cluster, user: { token: given.user.getCurrentUser()?.token } };
  },
});

const behind = (what: string, options: GatewayOptions): NamedWay => ({
  what,
  open: async (given) => ({
    cluster: clusterOf(await open(given, options)),
    user: TOKEN,
  }),
});

const STATUSES = [404, 422, 429, 500, 503];
const STATUS_MILLISECONDS = 20_000;

const troubled: NamedWay = {
  what: `a proxy that answers ${STATUSES.join(', ')}, each for 20 s`,
  open: async (given) => {
    const gateway = await open(given);
    const fail = () => {
      const start = performance.now();
      // A pause between two of them, as in an outage that comes and goes.
      gateway.rule = () => {
        const turn = Math.floor((performance.now() - start) / STATUS_MILLISECONDS);
        return turn % 2 === 0 ? STATUSES[turn / 2] : undefined;
      };
    };
    return { cluster: clusterOf(gateway), user: TOKEN, begin: fail };
  },
};

const UNAUTHORIZED = 401;
const TOKEN_MILLISECONDS = 60_000;

/** A token that changes every minute. The gateway accepts only the current one. */
async function rotating(given: Given) {
  const file = join(given.folder, 'token');
  let current = '';
  const rotate = () => {
    current = randomBytes(24).toString('hex');
    writeFileSync(`${file}.new`, current, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  rotate();
  const timer = setInterval(rotate, TOKEN_MILLISECONDS);
  given.resources.defer(() => clearInterval(timer));
  const rule = ({ headers }: IncomingMessage) =>
    headers.authorization === `Bearer ${current}` ? undefined : UNAUTHORIZED;
  return { file, gateway: await open(given, { rule }) };
}

const tokens: NamedWay = {
  what: 'tokens that expire and rotate',
  open: async (given) => {
    const { file, gateway } = await rotating(given);
    return { cluster: clusterOf(gateway), user: { tokenFile: file } };
  },
};

const plugin: NamedWay = {
  what: 'a plugin whose tokens expire, and that fails once',
  open: async (given) => {
    const { file, gateway } = await rotating(given);
    const calls = join(given.folder, 'calls');
    const command = join(given.folder, 'login');
    const program = `#!/bin/sh
echo call >> ${calls}
test "$(wc -l < ${calls})" -ne 3 || exit 1
printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' "$(cat ${file})"
`;
    writeFileSync(command, program, { mode: 0o755 });
    const apiVersion = 'client.authentication.k8s.io/v1';
    const exec = { apiVersion, command, interactiveMode: 'Never' };
    return { cluster: clusterOf(gateway), user: { exec } };
  },
};

const impersonation: NamedWay = {
  what: 'impersonation',
  open: async ({ host, user }) => {
    const { server, caData } = user.getCurrentCluster() ?? {};
    const { certData, keyData } = host.admin.getCurrentUser() ?? {};
    const [, claims = ''] = (user.getCurrentUser()?.token ?? '').split('.');
    const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub: string };
    const admin = { 'client-certificate-data': certData, 'client-key-data': keyData };
    return {
      cluster: { server, 'certificate-authority-data': caData },
      user: { ...admin, as: sub, 'as-groups': ['system:authenticated'] },
    };
  },
};

export const WAYS: readonly NamedWay[] = [
  behind('a proxy that refuses SPDY', {
    rule: ({ headers }) => (/^spdy/i.test(headers.upgrade ?? '') ? 400 : undefined),
  }),
  behind('a proxy that cuts idle connections after 60 s', { cutIdleAfter: 60_000 }),
  troubled,
  direct('SOCKS5', ({ ports }) => ({ 'proxy-url': `socks5://127.0.0.1:${ports.socks}` })),
  direct('HTTP CONNECT', ({ ports }) => ({ 'proxy-url': `http://127.0.0.1:${ports.connect}` })),
  direct('an IPv6 literal', ({ ports }) => ({
    server: `https://[::1]:${ports.ipv6}`,
    'tls-server-name': 'kubernetes',
  })),
  tokens,
  plugin,
  impersonation,
];
