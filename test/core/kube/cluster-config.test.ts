import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { apiMessage, kubeOf } from '../../../src/core/kube/clients.ts';
import { ClusterConfig, clusterConfigOf } from '../../../src/core/kube/cluster-config.ts';
import { formatCredentials } from '../../../src/core/kube/config/format-credentials.ts';
import { parseKubeconfig } from '../../../src/core/kube/config/kubeconfig.ts';
import { isUnreachable } from '../../../src/core/kube/retrying.ts';
import { type Answer, certificates, sendJson, startFakeApi } from '../../support/fake-api.ts';

const version = { gitVersion: 'v1.34.0' };

/** Asks an API server that gives each answer once; returns what comes of each request. */
async function ask(...answers: Answer[]) {
  const asked: string[] = [];
  await using api = await startFakeApi((request, response) => {
    asked.push(`${request.method} ${request.socket.remotePort}`);
    answers.shift()?.(request, response);
  });
  const kube = kubeOf(api.kubeConfig);
  const results: unknown[] = [];
  while (answers.length > 0) results.push(await kube.version.getCode().catch((error) => error));
  return { results, connections: new Set(asked).size, requests: asked.length };
}

const serves: Answer = (_request, response) => sendJson(response, version);
const cuts: Answer = ({ socket }) => socket.destroy();

test('requests share a connection', async () => {
  const { results, connections } = await ask(serves, serves, serves);
  expect(results).toMatchObject([version, version, version]);
  expect(connections).toBe(1);
});

test('a connection that was closed while nobody used it is replaced', async () => {
  const { results, requests } = await ask(serves, cuts, serves);
  expect(results).toMatchObject([version, version]);
  expect(requests).toBe(3);
});

test('a new connection that is cut, or an answer that is not complete, can be retried later', async () => {
  const { results } = await ask(cuts, (_request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{', () => response.destroy());
  });
  expect(results.map(isUnreachable)).toEqual([true, true]);
});

test('a host that nobody serves can be retried later, and its address is named', async () => {
  const { kubeConfig, ...api } = await startFakeApi(serves);
  await api[Symbol.asyncDispose]();
  const error = await kubeOf(kubeConfig)
    .version.getCode()
    .catch((it) => it);
  expect(isUnreachable(error)).toBe(true);
  expect(apiMessage(error)).toMatch(/^connect ECONNREFUSED 127\.0\.0\.1:\d+$/);
});

test('a refusal has the status, and is not retried', async () => {
  const { results } = await ask((_request, response) => sendJson(response, {}, 401));
  expect(results.map(apiMessage)).toEqual(['HTTP 401 Unauthorized']);
  expect(results.map(isUnreachable)).toEqual([false]);
});

test('a host that ends an HTTP/2 connection after a 401 still says 401, to each of many requests', async () => {
  await using api = await startFakeApi(serves);
  const { 'apiserver.crt': cert, 'apiserver.key': key } = await certificates();
  const server = createSecureServer({ cert, key, allowHTTP1: true }, (request, response) => {
    response.writeHead(401).end();
    if (request.httpVersion === '2.0') request.stream.session?.goaway();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const { ca } = clusterConfigOf(api.kubeConfig).credentials;
  const config = parseKubeconfig(
    formatCredentials({ server: `https://127.0.0.1:${port}`, ca, token: 'of-yesterday' }, 'old'),
  );
  const kube = kubeOf(new ClusterConfig(config, 'old'));
  const asked = Array.from({ length: 10 }, () => kube.version.getCode().catch(apiMessage));
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['HTTP 401 Unauthorized']));
  server.close();
});

test('the body of each method arrives, also that of a deletion with its preconditions', async () => {
  const bodies: [string | undefined, unknown][] = [];
  await using api = await startFakeApi(async (request, response) => {
    bodies.push([request.method, await json(request)]);
    sendJson(response, { kind: 'Job' });
  });
  const { batch } = kubeOf(api.kubeConfig);
  const place = { namespace: 'ci', name: 'lease' };
  const options = { preconditions: { uid: 'ü' }, propagationPolicy: 'Background' };
  const job = { kind: 'Job', metadata: { name: 'ü' } };
  await batch.deleteNamespacedJob({ ...place, body: options });
  await batch.createNamespacedJob({ namespace: 'ci', body: job });
  await batch.replaceNamespacedJob({ ...place, body: job });
  expect(bodies).toEqual([
    ['DELETE', options],
    ['POST', job],
    ['PUT', job],
  ]);
});
