import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { expect, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { hostCredentials } from '../../src/core/kube/http/credentials.ts';
import { askHost, HostError } from '../../src/core/kube/http/request.ts';
import { accessFrom } from '../../src/keeper/access.ts';
import { sendJson, startFakeApi } from '../support/fake-api.ts';
import { newFolder } from '../support/folder.ts';

/** An API server that answers with the identity of the caller. */
const startApi = () =>
  startFakeApi((request, response) =>
    sendJson(response, {
      certificate: (request.socket as TLSSocket).getPeerCertificate().subject?.CN,
      token: request.headers.authorization,
    }),
  );

/** The caller's identity that the API server sees with the credentials of `kubeConfig`. */
const identityOf = async (kubeConfig: KubeConfig): Promise<unknown> =>
  askHost(accessFrom(await hostCredentials(kubeConfig)), { method: 'GET', path: '/version' });

/** The same server with another user. */
function withUser(kubeConfig: KubeConfig, user: object): KubeConfig {
  const other = new KubeConfig();
  const cluster = kubeConfig.getCurrentCluster();
  if (!cluster) throw new Error('the kubeconfig has no current cluster');
  other.loadFromClusterAndUser(cluster, { name: 'other', ...user });
  return other;
}

test('a client certificate in the kubeconfig is used', async () => {
  await using api = await startApi();
  expect(await identityOf(api.kubeConfig)).toEqual({ certificate: 'kubernetes-super-admin' });
});

test('a token in the kubeconfig is used', async () => {
  await using api = await startApi();
  const kubeConfig = withUser(api.kubeConfig, { token: 'abc' });
  expect(await identityOf(kubeConfig)).toEqual({ token: 'Bearer abc' });
});

test('a token file is read for each request, because the kubelet renews it', async () => {
  await using api = await startApi();
  await using folder = await newFolder();
  const tokenFile = join(folder.path, 'token');
  writeFileSync(tokenFile, 'first\n');
  const user = { authProvider: { name: 'tokenFile', config: { tokenFile } } };
  const access = accessFrom(await hostCredentials(withUser(api.kubeConfig, user)));
  const ask = () => askHost(access, { method: 'GET', path: '/version' });
  expect(await ask()).toEqual({ token: 'Bearer first' });
  writeFileSync(tokenFile, 'second\n');
  expect(await ask()).toEqual({ token: 'Bearer second' });
});

test('a credential plugin is used', async () => {
  await using api = await startApi();
  const script = 'console.log(JSON.stringify({ status: { token: "from-plugin" } }))';
  const exec = { command: process.execPath, args: ['-e', script] };
  expect(await identityOf(withUser(api.kubeConfig, { exec }))).toEqual({
    token: 'Bearer from-plugin',
  });
});

test('an error status becomes an error with the status and the message', async () => {
  await using api = await startFakeApi((_request, response) =>
    sendJson(response, { message: 'jobs.batch "a" not found' }, 404),
  );
  const refused = identityOf(api.kubeConfig);
  await expect(refused).rejects.toThrow(HostError);
  await expect(refused).rejects.toMatchObject({
    status: 404,
    message: 'jobs.batch "a" not found',
  });
});

test('a request that gets no answer times out', async () => {
  await using api = await startFakeApi(() => {});
  const access = accessFrom(await hostCredentials(api.kubeConfig));
  await expect(askHost(access, { method: 'GET', path: '/version', timeout: 100 })).rejects.toThrow(
    'no answer within 0.1 s',
  );
});
