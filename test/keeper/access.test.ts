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

/** An API server that answers with whom it takes the caller for. */
const startApi = () =>
  startFakeApi((request, response) =>
    sendJson(response, {
      certificate: (request.socket as TLSSocket).getPeerCertificate().subject?.CN,
      token: request.headers.authorization,
    }),
  );

/** What the API server sees of one who comes by the plain credentials of `kubeConfig`. */
const seenOf = async (kubeConfig: KubeConfig): Promise<unknown> =>
  askHost(accessFrom(await hostCredentials(kubeConfig)), { method: 'GET', path: '/version' });

/** The same server, another user. */
function withUser(kubeConfig: KubeConfig, user: object): KubeConfig {
  const other = new KubeConfig();
  const cluster = kubeConfig.getCurrentCluster();
  if (!cluster) throw new Error('there is no cluster');
  other.loadFromClusterAndUser(cluster, { name: 'other', ...user });
  return other;
}

test('a client certificate in the kubeconfig is shown', async () => {
  await using api = await startApi();
  expect(await seenOf(api.kubeConfig)).toEqual({ certificate: 'kubernetes-super-admin' });
});

test('a token in the kubeconfig is shown', async () => {
  await using api = await startApi();
  const kubeConfig = withUser(api.kubeConfig, { token: 'abc' });
  expect(await seenOf(kubeConfig)).toEqual({ token: 'Bearer abc' });
});

test('a token file is read for each request, as the kubelet writes it anew', async () => {
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

test('a credential plugin is asked', async () => {
  await using api = await startApi();
  const script = 'console.log(JSON.stringify({ status: { token: "from-plugin" } }))';
  const exec = { command: process.execPath, args: ['-e', script] };
  expect(await seenOf(withUser(api.kubeConfig, { exec }))).toEqual({ token: 'Bearer from-plugin' });
});

test('an answer that is no success is an error with its status and its message', async () => {
  await using api = await startFakeApi((_request, response) =>
    sendJson(response, { message: 'jobs.batch "a" not found' }, 404),
  );
  const refused = seenOf(api.kubeConfig);
  await expect(refused).rejects.toThrow(HostError);
  await expect(refused).rejects.toMatchObject({
    status: 404,
    message: 'jobs.batch "a" not found',
  });
});

test('a server that never answers is given up', async () => {
  await using api = await startFakeApi(() => {});
  const access = accessFrom(await hostCredentials(api.kubeConfig));
  await expect(askHost(access, { method: 'GET', path: '/version', timeout: 100 })).rejects.toThrow(
    'no answer within 0.1 s',
  );
});
