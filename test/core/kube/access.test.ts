import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { clusterConfigOf } from '../../../src/core/kube/cluster-config.ts';
import type { Credentials } from '../../../src/core/kube/config/credentials.ts';
import { accessFrom } from '../../../src/core/kube/http/access.ts';
import { askHost, HostError } from '../../../src/core/kube/http/request.ts';
import { upgradeToSpdy } from '../../../src/core/kube/http/upgrade.ts';
import { type FakeApi, sendJson, startFakeApi } from '../../support/fake-api.ts';
import { newFolder } from '../../support/folder.ts';

/** Starts an API server that knows one token, and returns what it was asked with. */
async function startApi(known: () => string) {
  const asked: (string | undefined)[] = [];
  const api = await startFakeApi((request, response) => {
    asked.push(request.headers.authorization);
    if (request.headers.authorization === `Bearer ${known()}`) sendJson(response, {});
    else sendJson(response, { message: 'Unauthorized' }, 401);
  });
  return { ...api, asked, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
}

/** The access to this server with other credentials. */
const accessTo = ({ kubeConfig }: FakeApi, user: Partial<Credentials>) => {
  const { server, ca } = clusterConfigOf(kubeConfig).credentials;
  return accessFrom({ server, ca, ...user });
};

const request = { method: 'GET', path: '/version' } as const;

/** A plugin whose token is the content of a file. */
const reading = (file: string): Partial<Credentials> => ({
  exec: {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: [
      '-e',
      `const token = require('fs').readFileSync(${JSON.stringify(file)}, 'utf8');
       const { apiVersion, kind } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
       console.log(JSON.stringify({ apiVersion, kind, status: { token } }));`,
    ],
    env: [],
  },
});

test('a token file is read for each request, because the kubelet renews it', async () => {
  await using folder = await newFolder();
  const tokenFile = join(folder.path, 'token');
  await using api = await startApi(() => 'second');
  const access = accessTo(api, { token: 'first', tokenFile });
  writeFileSync(tokenFile, 'second\n');
  await askHost(access, request);
  expect(api.asked).toEqual(['Bearer second']);
});

test('while a token file cannot be read, the last known token is used', async () => {
  await using api = await startApi(() => 'first');
  await askHost(accessTo(api, { token: 'first', tokenFile: '/no/such/file' }), request);
  expect(api.asked).toEqual(['Bearer first']);
});

test('after a 401 a plugin runs again, and the request is repeated once', async () => {
  await using folder = await newFolder();
  const file = join(folder.path, 'token');
  let known = 'first';
  await using api = await startApi(() => known);
  const access = accessTo(api, reading(file));
  writeFileSync(file, 'first');
  await askHost(access, request);
  writeFileSync(file, 'second');
  known = 'second';
  await Promise.all([askHost(access, request), askHost(access, request)]);
  expect(api.asked.filter((it) => it === 'Bearer second')).toHaveLength(2);
  known = 'third';
  await expect(askHost(access, request)).rejects.toMatchObject({ status: 401 });
});

test('after a 401 an upgrade is repeated with the new credentials, too', async () => {
  await using folder = await newFolder();
  const file = join(folder.path, 'token');
  writeFileSync(file, 'first');
  await using api = await startApi(() => '');
  const tokens: (string | undefined)[] = [];
  api.server.on('upgrade', ({ headers }, socket) => {
    tokens.push(headers.authorization);
    writeFileSync(file, 'second');
    if (tokens.length === 1)
      socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    else socket.write('HTTP/1.1 101 OK\r\nconnection: upgrade\r\nupgrade: SPDY/3.1\r\n\r\n');
  });
  (await upgradeToSpdy(accessTo(api, reading(file)), '/portforward')).destroy();
  expect(tokens).toEqual(['Bearer first', 'Bearer second']);
});

test('a 401 for credentials that cannot be renewed is the answer', async () => {
  await using api = await startApi(() => 'other');
  const refused = askHost(accessTo(api, { token: 'old' }), request);
  await expect(refused).rejects.toThrow(HostError);
  await expect(refused).rejects.toMatchObject({ status: 401, message: 'Unauthorized' });
  expect(api.asked).toEqual(['Bearer old']);
});

test('an error status becomes an error with the status and the message', async () => {
  await using api = await startFakeApi((_request, response) =>
    sendJson(response, { message: 'jobs.batch "a" not found' }, 404),
  );
  await expect(askHost(accessTo(api, {}), request)).rejects.toMatchObject({
    status: 404,
    message: 'jobs.batch "a" not found',
  });
});

test('a request that gets no answer times out', async () => {
  await using api = await startFakeApi(() => {});
  await expect(askHost(accessTo(api, {}), { ...request, timeout: 100 })).rejects.toThrow(
    'no answer within 0.1 s',
  );
});
