import { execOf, jwt, PLUGIN, PLUGIN_NAME } from './plugins.ts';
import type { Recorder, Seen } from './recorder.ts';

/** A kubeconfig as people have it, and what comes of it. */
export interface Shape {
  title: string;
  /** The cluster entry; default: https with the authority as data. */
  cluster?: object;
  /** The user entry; default: a token. */
  user?: object;
  /** Texts of whole kubeconfigs, in the order of KUBECONFIG, instead of `cluster` and `user`. */
  texts?: string[];
  /** KUBECONFIG, relative to the folder; default: the kubeconfigs in order. */
  list?: string[];
  /** Other files, relative to the folder of the first kubeconfig. */
  files?: Record<string, string>;
  /** What the API server sees. */
  sees?: Seen;
  /** Part of the reason for which it is refused. kubectl fails, too, and the API server sees no request. */
  refused?: string;
  /** kubectl uses what is refused here: the reason is stated in the docs. */
  kubectlSees?: Seen;
}

const BEARER: Seen = { authorization: 'Bearer a-token' };
const TOKEN = { token: 'a-token' };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

export const shapesFor = (recorder: Recorder): Shape[] => {
  const { ca, otherCa, client, server, https, http, proxies } = recorder;
  const HTTPS = `https://127.0.0.1:${https}`;
  const trusted = { server: HTTPS, 'certificate-authority-data': base64(ca) };
  const named = { server: `https://localhost:${https}`, 'certificate-authority-data': base64(ca) };
  const elsewhere = { ...trusted, server: 'https://host.example:6443' };
  const certificate = {
    'client-certificate-data': base64(client.crt),
    'client-key-data': base64(client.key),
  };
  const entire = (parts: object) => JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...parts });
  const clusters = [{ name: 'c', cluster: trusted }];
  const users = [{ name: 'u', user: TOKEN }];
  const contexts = [{ name: 'x', context: { cluster: 'c', user: 'u' } }];
  const whole = { clusters, users, contexts, 'current-context': 'x' };
  const viaProxy = (proxy: { port: number }, scheme: string, user = '') =>
    `${scheme}://${user}127.0.0.1:${proxy.port}`;
  const certificates = (text: string) => ({
    cluster: { server: HTTPS, 'certificate-authority-data': base64(text) },
  });
  const asName = { as: 'ci-robot' };
  const acting = 'impersonate-user: ci-robot';
  return [
    // Servers and what proves them.
    { title: 'a token', sees: BEARER },
    { title: 'a server by name', cluster: named, sees: { ...BEARER, servername: 'localhost' } },
    {
      title: 'a server with a slash at its end',
      cluster: { ...trusted, server: `${HTTPS}/` },
      sees: BEARER,
    },
    {
      title: 'a server with a path',
      cluster: { ...trusted, server: `${HTTPS}/k8s/clusters/c-1` },
      sees: BEARER,
    },
    {
      title: 'an IPv6 server',
      cluster: { ...trusted, server: `https://[::1]:${https}` },
      sees: BEARER,
    },
    {
      title: 'an IPv6 server with a server name',
      cluster: { ...trusted, server: `https://[::1]:${https}`, 'tls-server-name': 'host.example' },
      sees: { ...BEARER, servername: 'host.example' },
    },
    {
      title: 'tls-server-name',
      cluster: { ...trusted, 'tls-server-name': 'host.example' },
      sees: { ...BEARER, servername: 'host.example' },
    },
    {
      title: 'tls-server-name with an address',
      cluster: { ...named, 'tls-server-name': '127.0.0.1' },
      sees: BEARER,
    },
    {
      title: 'insecure-skip-tls-verify',
      cluster: { server: HTTPS, 'insecure-skip-tls-verify': true },
      sees: BEARER,
    },
    {
      title: 'insecure-skip-tls-verify as yes',
      texts: [
        `{kind: Config, current-context: x, clusters: [{name: c, cluster: {server: "${HTTPS}", insecure-skip-tls-verify: yes}}], users: [{name: u, user: {token: a-token}}], contexts: [{name: x, context: {cluster: c, user: u}}]}`,
      ],
      sees: BEARER,
    },
    {
      title: 'insecure-skip-tls-verify beside an authority',
      cluster: { ...trusted, 'insecure-skip-tls-verify': true },
      refused: 'without a certificate authority if insecure-skip-tls-verify is true',
    },
    {
      title: 'a plain http server',
      cluster: { server: `http://127.0.0.1:${http}` },
      user: {},
      sees: {},
    },
    {
      title: 'a plain http server, insecure',
      cluster: { server: `http://127.0.0.1:${http}`, 'insecure-skip-tls-verify': true },
      user: {},
      sees: {},
    },
    {
      title: 'a plain http server with a token',
      cluster: { server: `http://127.0.0.1:${http}` },
      sees: {},
    },
    {
      title: 'a plain http IPv6 server',
      cluster: { server: `http://[::1]:${http}` },
      user: {},
      sees: {},
    },
    {
      title: 'a plain http server and impersonation',
      cluster: { server: `http://127.0.0.1:${http}` },
      user: asName,
      sees: { acting: [acting] },
    },
    { title: 'no server', cluster: {}, refused: 'whose cluster has a server' },
    {
      title: 'a server without a scheme',
      cluster: { server: `127.0.0.1:${http}` },
      refused: 'whose server is a URL',
      kubectlSees: {},
    },
    // Authorities.
    {
      title: 'an authority in a file',
      cluster: { server: HTTPS, 'certificate-authority': 'pki/ca.crt' },
      files: { 'pki/ca.crt': ca },
      sees: BEARER,
    },
    {
      title: 'a missing authority file',
      cluster: { server: HTTPS, 'certificate-authority': 'none.crt' },
      refused: 'is readable',
    },
    {
      title: 'an authority twice',
      cluster: { ...trusted, 'certificate-authority': 'ca.crt' },
      files: { 'ca.crt': ca },
      refused: 'with only one of certificate-authority and',
    },
    { title: 'a bundle of authorities', ...certificates(otherCa + ca), sees: BEARER },
    {
      title: 'a bundle with comments',
      ...certificates(`# other\n${otherCa}\n\n subject: us\n${ca}# end`),
      sees: BEARER,
    },
    { title: 'a bundle with a key in it', ...certificates(client.key + ca), sees: BEARER },
    {
      title: 'a bundle with a broken certificate',
      ...certificates(`-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n${ca}`),
      sees: BEARER,
    },
    { title: 'an authority with CRLF', ...certificates(ca.replaceAll('\n', '\r\n')), sees: BEARER },
    { title: "the server's own certificate", ...certificates(server.crt), sees: BEARER },
    {
      title: 'encoded data with line breaks',
      cluster: {
        server: HTTPS,
        'certificate-authority-data': base64(ca).replace(/.{60}/g, '$&\n'),
      },
      sees: BEARER,
    },
    {
      title: 'an authority that is not PEM',
      ...certificates('hello'),
      refused: 'is base64-encoded PEM',
    },
    {
      title: 'an authority that is not encoded',
      cluster: { server: HTTPS, 'certificate-authority-data': ca },
      refused: 'is base64-encoded PEM',
    },
    {
      title: 'a key as authority',
      ...certificates(client.key),
      refused: 'authority is a PEM certificate',
    },
    // Proxies.
    {
      title: 'an http proxy',
      cluster: { ...elsewhere, 'proxy-url': viaProxy(proxies.http, 'http') },
      sees: { ...BEARER, servername: 'host.example', via: 'host.example:6443' },
    },
    {
      title: 'an http proxy with a password',
      cluster: { ...elsewhere, 'proxy-url': viaProxy(proxies.http, 'http', 'me:pa%20ss@') },
      sees: { ...BEARER, servername: 'host.example', via: 'me:pa ss@host.example:6443' },
    },
    {
      title: 'an http proxy to an IPv6 server',
      cluster: {
        ...trusted,
        server: 'https://[::1]:6443',
        'proxy-url': viaProxy(proxies.http, 'http'),
      },
      sees: { ...BEARER, via: '[::1]:6443' },
    },
    {
      title: 'an https proxy',
      cluster: { ...elsewhere, 'proxy-url': `https://localhost:${proxies.https.port}` },
      sees: { ...BEARER, servername: 'host.example', via: 'host.example:6443' },
    },
    {
      title: 'an https proxy at an address',
      cluster: { ...elsewhere, 'proxy-url': viaProxy(proxies.https, 'https') },
      sees: { ...BEARER, servername: 'host.example', via: 'host.example:6443' },
    },
    {
      title: 'a socks5 proxy',
      cluster: { ...elsewhere, 'proxy-url': viaProxy(proxies.socks5, 'socks5') },
      sees: { ...BEARER, servername: 'host.example', via: 'host.example:6443' },
    },
    {
      title: 'a socks5 proxy with a password',
      cluster: { ...elsewhere, 'proxy-url': viaProxy(proxies.socks5, 'socks5', 'me:pass@') },
      sees: { ...BEARER, servername: 'host.example', via: 'me:pass@host.example:6443' },
    },
    {
      title: 'a socks5 proxy to an address',
      cluster: {
        ...trusted,
        server: 'https://127.0.0.1:6443',
        'proxy-url': viaProxy(proxies.socks5, 'socks5'),
      },
      sees: { ...BEARER, via: '127.0.0.1:6443' },
    },
    {
      title: 'a socks5 proxy to an IPv6 server',
      cluster: {
        ...trusted,
        server: 'https://[::1]:6443',
        'proxy-url': viaProxy(proxies.socks5, 'socks5'),
      },
      sees: { ...BEARER, via: '[ipv6]:6443' },
    },
    {
      title: 'a socks5 proxy with tls-server-name',
      cluster: {
        ...trusted,
        server: 'https://127.99.99.99:6443',
        'tls-server-name': 'host.example',
        'proxy-url': viaProxy(proxies.socks5, 'socks5'),
      },
      sees: { ...BEARER, servername: 'host.example', via: '127.99.99.99:6443' },
    },
    {
      title: 'a socks5 proxy to a plain http server',
      cluster: {
        server: 'http://host.example:8001',
        'proxy-url': viaProxy(proxies.plain, 'socks5'),
      },
      user: {},
      sees: { via: 'host.example:8001' },
    },
    {
      title: 'a socks4 proxy',
      cluster: { ...trusted, 'proxy-url': 'socks4://127.0.0.1:1' },
      refused: 'whose proxy-url begins with',
    },
    {
      title: 'a proxy without a scheme',
      cluster: { ...trusted, 'proxy-url': '127.0.0.1:1' },
      refused: 'whose proxy-url begins with',
    },
    // Users.
    { title: 'a client certificate', user: certificate, sees: { certificate: 'a-client' } },
    {
      title: 'a client certificate in files',
      user: { 'client-certificate': 'me.crt', 'client-key': '../me.key' },
      files: { 'me.crt': client.crt, '../me.key': client.key },
      sees: { certificate: 'a-client' },
    },
    {
      title: 'a client certificate without a key',
      user: { 'client-certificate-data': base64(client.crt) },
      refused: 'has a client-key',
    },
    {
      title: 'a key of another certificate',
      user: { ...certificate, 'client-key-data': base64(server.key) },
      refused: 'belong together',
    },
    {
      title: 'a client certificate and a token',
      user: { ...certificate, ...TOKEN },
      sees: { ...BEARER, certificate: 'a-client' },
    },
    {
      title: 'a key without a certificate',
      user: { ...TOKEN, 'client-key-data': base64(client.key) },
      sees: BEARER,
    },
    {
      title: 'a username and password',
      user: { username: 'me', password: 'pä:ss' },
      sees: { authorization: `Basic ${base64('me:pä:ss')}` },
    },
    {
      title: 'a username without a password',
      user: { username: 'me' },
      sees: { authorization: `Basic ${base64('me:')}` },
    },
    {
      title: 'a username and a token',
      user: { username: 'me', password: 'p', ...TOKEN },
      refused: 'either a token, or a username and password',
    },
    {
      title: 'a token file',
      user: { tokenFile: 'token' },
      files: { token: 'a-token\n' },
      sees: BEARER,
    },
    {
      title: 'a token file in another folder',
      user: { tokenFile: '../run/token' },
      files: { '../run/token': 'a-token' },
      sees: BEARER,
    },
    {
      title: 'a token and its file',
      user: { token: 'old', tokenFile: 'token' },
      files: { token: 'a-token' },
      sees: BEARER,
    },
    { title: 'a token whose file is missing', user: { ...TOKEN, tokenFile: 'none' }, sees: BEARER },
    { title: 'a missing token file', user: { tokenFile: 'none' }, refused: 'is readable' },
    {
      title: 'an empty token file',
      user: { tokenFile: 'token' },
      files: { token: '' },
      refused: 'is not empty',
    },
    {
      title: 'a token with a line break',
      user: { token: 'a-token\n' },
      refused: 'whose token is a single line',
    },
    {
      title: 'a token that is a number',
      user: { token: 12345 },
      refused: 'whose token is a string',
    },
    { title: 'a user without credentials', user: {}, refused: 'whose user has credentials' },
    {
      title: 'an OIDC token',
      user: {
        'auth-provider': {
          name: 'oidc',
          config: {
            'client-id': 'c',
            'idp-issuer-url': 'https://127.0.0.1:1',
            'id-token': jwt(3_600),
          },
        },
      },
      sees: { authorization: `Bearer ${jwt(3_600)}` },
    },
    {
      title: 'an expired OIDC token',
      user: {
        'auth-provider': {
          name: 'oidc',
          config: {
            'client-id': 'c',
            'idp-issuer-url': 'https://127.0.0.1:1',
            'id-token': jwt(-3_600),
          },
        },
      },
      refused: 'id-token that has not expired',
    },
    {
      title: 'a removed auth-provider',
      user: { 'auth-provider': { name: 'gcp', config: {} } },
      refused: 'without the auth-provider gcp',
    },
    {
      title: 'an auth-provider that kubectl never had',
      user: { 'auth-provider': { name: 'tokenFile', config: { tokenFile: 'token' } } },
      files: { token: 'a-token' },
      refused: 'without the auth-provider tokenFile',
    },
    // Impersonation.
    {
      title: 'impersonation',
      user: { ...TOKEN, ...asName },
      sees: { ...BEARER, acting: [acting] },
    },
    {
      title: 'impersonation with all it has',
      user: {
        ...TOKEN,
        ...asName,
        'as-uid': 'u-1',
        'as-groups': ['a', 'b'],
        'as-user-extra': { 'example.com/scope%': ['x', 'ÿ'], team: ['ü'] },
      },
      sees: {
        ...BEARER,
        acting: [
          'impersonate-extra-example.com%2fscope%25: x',
          'impersonate-extra-example.com%2fscope%25: ÿ',
          'impersonate-extra-team: ü',
          'impersonate-group: a',
          'impersonate-group: b',
          'impersonate-uid: u-1',
          acting,
        ],
      },
    },
    {
      title: 'impersonation with a certificate',
      user: { ...certificate, ...asName, 'as-groups': ['a'] },
      sees: { certificate: 'a-client', acting: ['impersonate-group: a', acting] },
    },
    {
      title: 'groups without a user to act as',
      user: { ...TOKEN, 'as-groups': ['a'] },
      refused: 'with `as` if',
    },
    // Credential plugins.
    {
      title: 'a plugin with a token',
      user: execOf('token'),
      sees: { authorization: 'Bearer from-plugin' },
    },
    {
      title: 'a plugin of v1beta1',
      user: execOf('token', {
        apiVersion: 'client.authentication.k8s.io/v1beta1',
        interactiveMode: undefined,
      }),
      sees: { authorization: 'Bearer from-plugin' },
    },
    {
      title: 'a plugin in PATH',
      user: execOf('token', { command: PLUGIN_NAME }),
      sees: { authorization: 'Bearer from-plugin' },
    },
    {
      title: 'a plugin beside the kubeconfig',
      user: execOf('token', { command: './bin/login' }),
      files: { 'bin/login': PLUGIN },
      sees: { authorization: 'Bearer from-plugin' },
    },
    {
      title: 'a plugin with a certificate',
      user: execOf('certificate', {
        env: [
          { name: 'CERT', value: client.crt },
          { name: 'KEY', value: client.key },
        ],
      }),
      sees: { certificate: 'a-client' },
    },
    {
      title: 'a plugin that reads variables',
      user: execOf('env', { env: [{ name: 'GIVEN', value: 'given' }] }),
      sees: { authorization: 'Bearer given' },
    },
    {
      title: 'a plugin that gets no cluster',
      user: execOf('cluster'),
      sees: { authorization: 'Bearer -' },
    },
    {
      title: 'a plugin that gets the cluster',
      cluster: {
        ...trusted,
        'tls-server-name': 'host.example',
        extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'us' } }],
      },
      user: execOf('cluster', { provideClusterInfo: true }),
      sees: {
        servername: 'host.example',
        authorization: `Bearer ${HTTPS},host.example,${base64(ca)},us`,
      },
    },
    { title: 'a plugin beside a token', user: { ...TOKEN, ...execOf('fail') }, sees: BEARER },
    {
      title: 'a plugin and impersonation',
      user: { ...execOf('token'), ...asName },
      sees: { authorization: 'Bearer from-plugin', acting: [acting] },
    },
    {
      title: 'a plugin without a command',
      user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never' } },
      refused: 'exec plugin has a command',
    },
    {
      title: 'a plugin without interactiveMode',
      user: execOf('token', { interactiveMode: undefined }),
      refused: 'the interactiveMode',
    },
    {
      title: 'a plugin that needs a terminal',
      user: execOf('token', { interactiveMode: 'Always' }),
      refused: 'the interactiveMode Never or IfAvailable',
    },
    {
      title: 'a plugin of a removed version',
      user: execOf('token', { apiVersion: 'client.authentication.k8s.io/v1alpha1' }),
      refused: 'exec plugin has the apiVersion',
    },
    {
      title: 'a plugin and an auth-provider',
      user: { ...execOf('token'), 'auth-provider': { name: 'oidc', config: {} } },
      refused: 'either an exec plugin or an auth-provider',
    },
    // Files and lists of files.
    { title: 'one file twice', texts: [entire(whole)], list: ['0', '0'], sees: BEARER },
    {
      title: 'a missing file in the list',
      texts: [entire(whole)],
      list: ['none', '0', ''],
      sees: BEARER,
    },
    {
      title: 'the same names in two files',
      texts: [entire(whole), entire({ ...whole, users: [{ name: 'u', user: { token: 'old' } }] })],
      sees: BEARER,
    },
    {
      title: 'parts in three files',
      texts: [
        entire({ clusters }),
        entire({ users }),
        entire({ contexts, 'current-context': 'x' }),
      ],
      sees: BEARER,
    },
    {
      title: 'the first current context',
      texts: [
        entire({ ...whole, 'current-context': '' }),
        entire({
          contexts: [{ name: 'y', context: { cluster: 'none', user: 'none' } }],
          'current-context': 'x',
        }),
        entire({ 'current-context': 'y' }),
      ],
      sees: BEARER,
    },
    {
      title: 'one name twice in a file',
      texts: [entire({ ...whole, users: [...users, ...users] })],
      refused: 'whose users have different names',
    },
    {
      title: 'paths of a second file',
      texts: [
        entire({ contexts, 'current-context': 'x' }),
        entire({ clusters, users: [{ name: 'u', user: { tokenFile: 'token' } }] }),
      ],
      files: { token: 'a-token' },
      sees: BEARER,
    },
    {
      title: 'a leftover cluster without a server',
      texts: [
        entire({ ...whole, clusters: [...clusters, { name: 'gone', cluster: { server: '' } }] }),
      ],
      sees: BEARER,
    },
    {
      title: 'a leftover context without a cluster',
      texts: [
        entire({
          ...whole,
          contexts: [...contexts, { name: 'left', context: { cluster: '', user: '' } }],
        }),
      ],
      sees: BEARER,
    },
    {
      title: 'a leftover user whose files are missing',
      texts: [
        entire({
          ...whole,
          users: [
            ...users,
            {
              name: 'pod',
              user: {
                tokenFile: '/no/such',
                'auth-provider': { name: 'tokenFile', config: { tokenFile: '/no/such' } },
              },
            },
          ],
        }),
      ],
      sees: BEARER,
    },
    {
      title: 'a context without a user',
      texts: [entire({ ...whole, contexts: [{ name: 'x', context: { cluster: 'c' } }] })],
      refused: 'a cluster and a user that exist',
    },
    {
      title: 'a context whose cluster is missing',
      texts: [entire({ ...whole, clusters: [{ name: 'd', cluster: trusted }] })],
      refused: 'a cluster and a user that exist',
    },
    {
      title: 'another kind',
      texts: [entire({ ...whole, kind: 'Secret' })],
      refused: 'with `kind: Config`',
    },
    { title: 'no kind', texts: [JSON.stringify(whole)], sees: BEARER },
    {
      title: 'unknown keys',
      texts: [entire({ ...whole, preferences: {}, extra: 1 })],
      sees: BEARER,
    },
    {
      title: 'a second document',
      texts: [`---\n${entire(whole)}\n---\nkind: Secret\n`],
      sees: BEARER,
    },
    {
      title: 'merge keys',
      texts: [
        `base: &base {server: "${HTTPS}"}\nclusters: [{name: c, cluster: {<<: *base, certificate-authority-data: ${base64(ca)}}}]\nusers: [{name: u, user: {token: a-token}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n`,
      ],
      sees: BEARER,
    },
  ];
};
