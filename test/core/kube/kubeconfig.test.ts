import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { ClusterError } from '../../../src/core/errors.ts';
import {
  joinKubeconfigs,
  kubeconfigSecrets,
  rewriteKubeconfig,
  writeKubeconfig,
} from '../../../src/core/kube/kubeconfig.ts';
import { newFolder } from '../../support/folder.ts';

const written = JSON.stringify({
  'current-context': 'my-vcluster',
  clusters: [
    { name: 'other', cluster: { server: 'https://other.example' } },
    {
      name: 'my-vcluster',
      cluster: { server: 'https://localhost:8443', 'certificate-authority-data': 'Q0E=' },
    },
  ],
  users: [
    { name: 'other', user: { password: 'hunter2' } },
    {
      name: 'my-vcluster',
      user: {
        'client-certificate-data': 'Q0VSVA==',
        'client-key-data': 'S0VZ',
        token: 'a-token-of-b',
      },
    },
  ],
  contexts: [
    { name: 'other', context: { cluster: 'other', user: 'other' } },
    { name: 'my-vcluster', context: { cluster: 'my-vcluster', user: 'my-vcluster' } },
  ],
});

const load = (text: string) => {
  const config = new KubeConfig();
  config.loadFromString(text);
  return config;
};

describe('the kubeconfig that vcluster wrote', () => {
  const rewritten = load(
    rewriteKubeconfig(written, { server: 'https://127.0.0.1:4000', context: 'ci-1' }),
  );

  test('gets the given address, name and a single context', () => {
    expect(rewritten.getCurrentContext()).toBe('ci-1');
    expect(rewritten.getContexts()).toHaveLength(1);
    expect(rewritten.getClusters()).toMatchObject([
      { name: 'ci-1', server: 'https://127.0.0.1:4000', caData: 'Q0E=' },
    ]);
    expect(rewritten.getUsers()).toMatchObject([
      { name: 'ci-1', certData: 'Q0VSVA==', keyData: 'S0VZ' },
    ]);
  });

  test('is an error without a current context', () => {
    const withoutContext = written.replace(
      '"current-context":"my-vcluster"',
      '"current-context":"none"',
    );
    expect(() =>
      rewriteKubeconfig(withoutContext, { server: 'https://a', context: 'ci-1' }),
    ).toThrow(ClusterError);
  });
});

test('keys, tokens and passwords of all users are secrets, certificates are not', () => {
  const withPlaceholder = load(written.replace('a-token-of-b', 'unused'));
  expect(kubeconfigSecrets(load(written)).sort()).toEqual(['S0VZ', 'a-token-of-b', 'hunter2']);
  expect(kubeconfigSecrets(withPlaceholder).sort()).toEqual(['S0VZ', 'hunter2']);
});

describe('only its owner can read', () => {
  const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

  test('a new file', async () => {
    await using folder = await newFolder();
    const path = join(folder.path, 'kubeconfig');
    await writeKubeconfig(path, written);
    expect(await modeOf(path)).toBe('600');
  });

  test('a file that others could read before', async () => {
    await using folder = await newFolder();
    const path = join(folder.path, 'kubeconfig');
    await writeFile(path, 'old and longer than the new text '.repeat(100));
    await chmod(path, 0o644);
    await writeKubeconfig(path, written);
    expect(await modeOf(path)).toBe('600');
    expect(await readFile(path, 'utf8')).toBe(written);
  });
});

test('several kubeconfigs become one, with the first context as the current one', () => {
  const texts = ['a', 'b'].map((context) =>
    rewriteKubeconfig(written, { server: `https://127.0.0.1/${context}`, context }),
  );
  const joined = load(joinKubeconfigs(texts));
  expect(joined.getCurrentContext()).toBe('a');
  joined.setCurrentContext('b');
  expect(joined.getCurrentCluster()?.server).toBe('https://127.0.0.1/b');
  expect(joined.getCurrentUser()).toMatchObject({ name: 'b', token: 'a-token-of-b' });
});
