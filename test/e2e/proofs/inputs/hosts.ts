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
  'a text': SECRET,
  'a number': '5',
  nothing: 'null',
  'an empty mapping': '{}',
  'a list': `- ${SECRET}`,
  'YAML that is cut off': `token: [${SECRET}`,
  'JSON that is cut off': kubeconfig().slice(0, -20),
  'base64 of one': Buffer.from(kubeconfig()).toString('base64'),
  'a key alone': `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`,
  'clusters that are a number': 'clusters: 5',
  'clusters of nothing': 'clusters: [null]',
  'a cluster without a server': 'clusters: [{ name: a, cluster: { } }]',
  'a server that is a number': 'clusters: [{ name: a, cluster: { server: 5 } }]',
  'no contexts': `clusters: [{ name: a, cluster: { server: "${SERVER}" } }]`,
  'no current context': kubeconfig({ current: null }),
  'a current context that is missing': kubeconfig({ current: 'b' }),
  'a current context that is a list': kubeconfig({ current: ['a'] }),
  'a current context named as a prototype': kubeconfig({ current: '__proto__' }),
  'a context of no cluster': kubeconfig({ context: { cluster: 'b' } }),
  'a context of no user': kubeconfig({ context: { user: 'b' } }),
  'plain HTTP': kubeconfig({ cluster: { server: 'http://127.0.0.1:1' } }),
  'another protocol': kubeconfig({ cluster: { server: 'ftp://127.0.0.1' } }),
  'no address': kubeconfig({ cluster: { server: 'the server' } }),
  'a password in the address': kubeconfig({
    cluster: { server: `https://user:${SECRET}@127.0.0.1:1` },
  }),
  'nobody at the address': kubeconfig(),
  'a token that is a number': kubeconfig({ user: { token: 5 } }),
  'a token that is a list': kubeconfig({ user: { token: [SECRET] } }),
  'a key that is no PEM': kubeconfig({ user: { 'client-key-data': SECRET } }),
  'a certificate that is no PEM': kubeconfig({ user: { 'client-certificate-data': 'YQ==' } }),
  'a CA that is no PEM': kubeconfig({ cluster: { 'certificate-authority-data': 'YQ==' } }),
  'a CA file that is missing': kubeconfig({ cluster: { 'certificate-authority': '/no/ca.crt' } }),
  'a key file that is missing': kubeconfig({ user: { 'client-key': '/no/client.key' } }),
  'a token file that is missing': kubeconfig({
    user: { token: undefined, 'token-file': '/no/token' },
  }),
  'a plugin without a command': kubeconfig(exec(undefined)),
  'a plugin that is missing': kubeconfig(exec('no-such-plugin')),
  'a plugin that fails': kubeconfig(exec('false')),
  'a plugin that says nothing of use': kubeconfig(exec('echo', 'hello')),
  '10 MB': 'a'.repeat(10_000_000),
  'itself inside': 'clusters: &a [*a]',
};

/** Kubeconfigs of the host, as text and as files. Files go into `folder`. */
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
      'a device without end': '/dev/zero',
    }),
    {
      what: 'host-kubeconfig twice',
      inputs: { 'host-kubeconfig': kubeconfig(), 'host-kubeconfig-path': '/no/file' },
    },
  ];
}
