import { join } from 'node:path';
import { kubeconfig, type OddInput, plain, withKubeconfig } from './odd-input.ts';

const OTHER = { server: 'https://127.0.0.1:1' };

/** Kubeconfigs that kubectl takes, though they look odd, and two that it refuses. */
export const oddKubeconfigs: OddInput[] = [
  {
    what: 'KUBECONFIG lists one file twice, and one that does not exist',
    step: (given) =>
      plain(given, {
        env: {
          KUBECONFIG: ['config', 'config', 'none'].map((it) => join(given.folder, it)).join(':'),
        },
      }),
  },
  {
    what: 'two files have entries of the same names',
    step: (given) => {
      const stale = kubeconfig(given, { cluster: OTHER, user: { token: 'of-another' } });
      const KUBECONFIG = ['config', 'older'].map((it) => join(given.folder, it)).join(':');
      return plain(given, { env: { KUBECONFIG }, files: { older: stale } });
    },
  },
  {
    what: 'another cluster has no server',
    step: (given) =>
      withKubeconfig(given, kubeconfig(given, { clusters: [{ name: 'gone', cluster: {} }] })),
  },
  {
    what: 'another context has no cluster',
    step: (given) => {
      const contexts = [{ name: 'gone', context: { cluster: 'gone', user: 'nobody' } }];
      return withKubeconfig(given, kubeconfig(given, { contexts }));
    },
  },
  {
    what: 'the token file of another user does not exist',
    step: (given) => {
      const users = [{ name: 'pod', user: { tokenFile: '/var/run/none/token' } }];
      return withKubeconfig(given, kubeconfig(given, { users }));
    },
  },
  {
    what: 'the token is in a file, relative to the kubeconfig, with a line break',
    step: (given) =>
      withKubeconfig(given, kubeconfig(given, { user: { tokenFile: 'token' } }), {
        files: { token: `${given.token}\n` },
      }),
  },
  {
    what: 'the token ends with a line break',
    step: (given) =>
      withKubeconfig(given, kubeconfig(given, { user: { token: `${given.token}\n` } })),
    refused: /token/i,
  },
  {
    what: 'the token is not valid any more',
    step: (given) => withKubeconfig(given, kubeconfig(given, { user: { token: 'expired' } })),
    refused: /401 Unauthorized/,
  },
  {
    what: 'proxy-url with socks5',
    step: (given) => {
      const cluster = { 'proxy-url': `socks5://127.0.0.1:${given.ports.socks}` };
      return withKubeconfig(given, kubeconfig(given, { cluster }));
    },
  },
  {
    what: 'proxy-url with http',
    step: (given) => {
      const cluster = { 'proxy-url': `http://127.0.0.1:${given.ports.connect}` };
      return withKubeconfig(given, kubeconfig(given, { cluster }));
    },
  },
  {
    what: 'the address of the API server is one of IPv6',
    step: (given) => {
      const server = `https://[::1]:${given.ports.ipv6}`;
      const cluster = { server, 'tls-server-name': 'kubernetes' };
      return withKubeconfig(given, kubeconfig(given, { cluster }));
    },
  },
  {
    what: 'kubectl proxy, without credentials',
    step: (given) => {
      const cluster = {
        server: `http://localhost:${given.ports.plain}`,
        'certificate-authority-data': undefined,
      };
      return withKubeconfig(given, kubeconfig(given, { cluster, user: {} }));
    },
  },
  {
    what: 'kubectl proxy, with insecure-skip-tls-verify',
    step: (given) => {
      const cluster = {
        server: `http://127.0.0.1:${given.ports.plain}`,
        'certificate-authority-data': undefined,
        'insecure-skip-tls-verify': true,
      };
      return withKubeconfig(given, kubeconfig(given, { cluster, user: {} }));
    },
  },
  {
    what: 'impersonation of a user with groups',
    step: (given) => {
      const user = { ...given.admin, as: given.userName, 'as-groups': ['system:authenticated'] };
      return withKubeconfig(given, kubeconfig(given, { user }));
    },
  },
  {
    what: 'the CA is in a file, relative to the kubeconfig, that a later step deletes',
    step: (given) => {
      const cluster = {
        'certificate-authority-data': undefined,
        'certificate-authority': 'ca.crt',
      };
      const files = {
        'deploy/config': kubeconfig(given, { cluster }),
        'deploy/ca.crt': Buffer.from(given.ca, 'base64').toString(),
      };
      return {
        files,
        inputs: { 'host-kubeconfig-path': 'deploy/config' },
        deleted: Object.keys(files),
      };
    },
  },
  {
    what: 'a kubeconfig with YAML merge keys',
    step: (given) =>
      withKubeconfig(
        given,
        [
          'apiVersion: v1',
          'kind: Config',
          'current-context: host',
          `common: &common { certificate-authority-data: ${given.ca} }`,
          `clusters: [{ name: host, cluster: { <<: *common, server: "${given.server}" } }]`,
          `users: [{ name: ci, user: { token: "${given.token}" } }]`,
          'contexts: [{ name: host, context: { cluster: host, user: ci } }]',
        ].join('\n'),
      ),
  },
  {
    what: 'a kubeconfig with a byte order mark and CRLF',
    step: (given) => {
      const text = JSON.stringify(JSON.parse(kubeconfig(given)), null, 2).replaceAll('\n', '\r\n');
      return withKubeconfig(given, `\uFEFF${text}`);
    },
  },
];
