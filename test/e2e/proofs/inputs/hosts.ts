import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BadInput, HOSTILE, SECRET, texts } from './bad-input.ts';

interface Parts {
  cluster?: object;
  user?: object;
  context?: object;
  current?: unknown;
}

const SERVER = 'https://127.0.0.1:1';

const kubeconfig = ({ cluster, user, context, current = 'a' }: Parts = {}): string =>
  JSON.stringify({
    clusters: [{ name: 'a', cluster: { server: SERVER, ...cluster } }],
    users: [{ name: 'a', user: { token: SECRET, ...user } }],
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a', ...context } }],
    'current-context': current,
  });

const exec = (command: string | undefined, ...args: string[]) => ({
  user: {
    token: undefined,
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command, args },
  },
});

const KUBECONFIGS: Record<string, string> = {
  garbage: '%%%',
  'plain text': SECRET,
  'a number': '5',
  nothing: 'null',
  'an empty mapping': '{}',
  'a list': `- ${SECRET}`,
  'truncated YAML': `token: [${SECRET}`,
  'truncated JSON': kubeconfig().slice(0, -20),
  'a kubeconfig in base64': Buffer.from(kubeconfig()).toString('base64'),
  'only a key': `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`,
  'clusters that are a number': 'clusters: 5',
  'clusters of nothing': 'clusters: [null]',
  'a cluster without a server': 'clusters: [{ name: a, cluster: { } }]',
  'a server that is a number': 'clusters: [{ name: a, cluster: { server: 5 } }]',
  'no contexts': `clusters: [{ name: a, cluster: { server: "${SERVER}" } }]`,
  'no current context': kubeconfig({ current: null }),
  'a current context that is missing': kubeconfig({ current: 'b' }),
  'a current context that is a list': kubeconfig({ current: ['a'] }),
  'a current context with the name of the prototype': kubeconfig({ current: '__proto__' }),
  'a context without a cluster': kubeconfig({ context: { cluster: 'b' } }),
  'a context without a user': kubeconfig({ context: { user: 'b' } }),
  'plain HTTP': kubeconfig({ cluster: { server: 'http://127.0.0.1:1' } }),
  'another protocol': kubeconfig({ cluster: { server: 'ftp://127.0.0.1' } }),
  'a server that is not an address': kubeconfig({ cluster: { server: 'the server' } }),
  'a password in the address': kubeconfig({
    cluster: { server: `https://user:${SECRET}@127.0.0.1:1` },
  }),
  'an address without a server': kubeconfig(),
  'a token that is a number': kubeconfig({ user: { token: 5 } }),
  'a token that is a list': kubeconfig({ user: { token: [SECRET] } }),
  'a key that is not PEM': kubeconfig({ user: { 'client-key-data': SECRET } }),
  'a certificate that is not PEM': kubeconfig({ user: { 'client-certificate-data': 'YQ==' } }),
  'a CA that is not PEM': kubeconfig({ cluster: { 'certificate-authority-data': 'YQ==' } }),
  'a CA file that is missing': kubeconfig({ cluster: { 'certificate-authority': '/no/ca.crt' } }),
  'a key file that is missing': kubeconfig({ user: { 'client-key': '/no/client.key' } }),
  'a token file that is missing': kubeconfig({
    user: { token: undefined, 'token-file': '/no/token' },
  }),
  'a plugin without a command': kubeconfig(exec(undefined)),
  'a plugin that is missing': kubeconfig(exec('no-such-plugin')),
  'a plugin that fails': kubeconfig(exec('false')),
  'a plugin with useless output': kubeconfig(exec('echo', 'hello')),
  '10 MB': 'a'.repeat(10_000_000),
  'a recursive alias': 'clusters: &a [*a]',
};

/** Invalid kubeconfigs of the host, as text and as files. Writes files to `folder`. */
export function badHosts(folder: string): BadInput[] {
  const files = Object.entries(KUBECONFIGS).map(([what, text], index) => {
    const path = join(folder, `host-${index}.kubeconfig`);
    writeFileSync(path, text);
    return what === 'a current context that is missing' ? [] : [[what, path] as const];
  });
  const given = (input: string, bad: Record<string, string>): BadInput[] =>
    texts(input, bad).map((one) => ({
      ...one,
      named: one.what.includes('context') ? 'host-' : 'host-kubeconfig',
      inputs: { 'host-kubeconfig': '', ...one.inputs },
    }));
  return [
    ...given('host-kubeconfig', KUBECONFIGS),
    ...given('host-kubeconfig-path', Object.fromEntries(files.flat())),
    ...given('host-kubeconfig-path', {
      ...HOSTILE,
      'a folder': folder,
      'an infinite device': '/dev/zero',
    }),
    {
      what: 'host-kubeconfig twice',
      inputs: { 'host-kubeconfig': kubeconfig(), 'host-kubeconfig-path': '/no/file' },
    },
  ];
}
