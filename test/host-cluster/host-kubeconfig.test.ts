import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { clusterConfigOf } from '../../src/core/kube/cluster-config.ts';
import { chooseHost } from '../../src/host-cluster/choose-host.ts';
import {
  hostSecrets,
  loadHostKubeconfig,
  saveHostKubeconfig,
} from '../../src/host-cluster/host-kubeconfig.ts';
import { hostKubeconfig, kubeconfigFor, TOKEN } from '../action/support/fake-host.ts';
import { newRunnerTemp } from '../action/support/run-action.ts';

const chosen = (text: string) => chooseHost({ 'host-kubeconfig': text }, {}).hostCluster;

test('every secret of the kubeconfig is masked, also of other contexts', () => {
  expect(hostSecrets(chosen(hostKubeconfig))).toEqual([TOKEN, 'other-token']);
});

test('secrets in files and in the address of a proxy are masked, too', () => {
  const tokenFile = join(newRunnerTemp(), 'token');
  writeFileSync(tokenFile, 'in-a-file\n');
  const text = kubeconfigFor('https://host')
    .replace(`token: ${TOKEN}`, `tokenFile: ${tokenFile}`)
    .replace('server:', 'proxy-url: "http://me:pass%20word@proxy", server:');
  expect(hostSecrets(chosen(text))).toEqual(['other-token', 'in-a-file', 'pass word']);
});

test('the copy contains only the current context, and has mode 0600', async () => {
  const host = chosen(hostKubeconfig);
  const path = await saveHostKubeconfig(host, newRunnerTemp());
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const copy = loadHostKubeconfig(path);
  expect(copy.getContexts().map(({ name }) => name)).toEqual(['one']);
  expect(copy.getCurrentContext()).toBe('one');
  expect(copy.getUsers()).toHaveLength(1);
  expect(clusterConfigOf(copy).credentials).toEqual(clusterConfigOf(host).credentials);
});

test('the copy contains a token, and names its file, because the token changes', async () => {
  const tokenFile = join(newRunnerTemp(), 'token');
  writeFileSync(tokenFile, 'first\n');
  const host = chosen(hostKubeconfig.replace(`token: ${TOKEN}`, `tokenFile: ${tokenFile}`));
  const copy = loadHostKubeconfig(await saveHostKubeconfig(host, newRunnerTemp()));
  expect(clusterConfigOf(copy).credentials).toMatchObject({ token: 'first', tokenFile });
});
