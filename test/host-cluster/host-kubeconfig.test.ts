import { statSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import {
  hostSecrets,
  loadHostKubeconfig,
  saveHostKubeconfig,
} from '../../src/host-cluster/host-kubeconfig.ts';
import { hostKubeconfig, TOKEN } from '../action/support/fake-host.ts';
import { newRunnerTemp } from '../action/support/run-action.ts';

const kubeConfig = new KubeConfig();
kubeConfig.loadFromString(hostKubeconfig);

test('every secret of the kubeconfig is masked, also of other contexts', () => {
  expect(hostSecrets(kubeConfig)).toEqual([TOKEN, 'other-token']);
});

test('the copy contains only the current context, and has mode 0600', async () => {
  const path = await saveHostKubeconfig(kubeConfig, newRunnerTemp());
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const copy = loadHostKubeconfig(path);
  expect(copy.getContexts().map(({ name }) => name)).toEqual(['one']);
  expect(copy.getCurrentContext()).toBe('one');
  expect(copy.getUsers()).toHaveLength(1);
  expect(copy.getCurrentUser()?.token).toBe(TOKEN);
  expect(copy.getCurrentCluster()).toEqual(kubeConfig.getCurrentCluster());
});

test("the pod's service account stays a path, because its token changes", async () => {
  const pod = new KubeConfig();
  pod.loadFromOptions({
    clusters: [{ name: 'c', server: 'https://10.0.0.1', caFile: '/ca.crt', skipTLSVerify: false }],
    users: [{ name: 'u', authProvider: { name: 'tokenFile', config: { tokenFile: '/token' } } }],
    contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
    currentContext: 'x',
  });
  const copy = loadHostKubeconfig(await saveHostKubeconfig(pod, newRunnerTemp()));
  expect(copy.getCurrentUser()?.authProvider?.config).toEqual({ tokenFile: '/token' });
  expect(copy.getCurrentCluster()?.caFile).toBe('/ca.crt');
});
