import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { startOwningProxy } from '../../../src/core/install/owning-proxy.ts';
import { type Answer, sendJson, startFakeApi } from '../../support/fake-api.ts';

const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'the-lease', uid: 'uid-of-the-lease' };

const labels = { 'ephemeral-vcluster/id': 'cluster-id' };

/** Starts an API server that returns each request as JSON, and a proxy to it for the namespace `ci`. */
async function startProxied(answer: Answer = echo) {
  const api = await startFakeApi(answer);
  const proxy = await startOwningProxy(api.kubeConfig, { namespace: 'ci', owner, labels });
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(proxy.kubeconfig);
  return {
    proxy,
    server: kubeConfig.getCurrentCluster()?.server ?? '',
    kubeConfig,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await api[Symbol.asyncDispose]();
    },
  };
}

const echo: Answer = async (request, response) => {
  const body = await buffer(request);
  sendJson(response, {
    method: request.method,
    url: request.url,
    user: userOf(request),
    length: Number(request.headers['content-length']),
    bytes: body.length,
    body: body.toString(),
  });
};

const userOf = ({ socket }: IncomingMessage): string =>
  (socket as TLSSocket).getPeerCertificate().subject?.CN?.toString() ?? 'anonymous';

const send = async (server: string, method: string, path: string, type = 'application/json') => {
  const body = method === 'GET' ? null : JSON.stringify({ metadata: { name: 'x' } });
  const response = await fetch(server + path, { method, body, headers: { 'content-type': type } });
  return (await response.json()) as { body: string; url: string; user: string };
};

const ownersIn = ({ body }: { body: string }) => JSON.parse(body).metadata.ownerReferences;

test('its kubeconfig has a loopback address, a random path and no credentials', async () => {
  await using proxied = await startProxied();
  expect(proxied.server).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{48}$/);
  expect(proxied.kubeConfig.getCurrentUser()).toEqual({ name: 'host' });
});

test.each(['', '/', '/wrong', '/api/v1/namespaces/ci/secrets'])(
  'a request to %j without the random path is refused',
  async (path) => {
    await using proxied = await startProxied();
    const response = await fetch(new URL(proxied.server).origin + path, { method: 'POST' });
    expect(response.status).toBe(403);
  },
);

test('a path that only starts with the random path is refused', async () => {
  await using proxied = await startProxied();
  expect((await fetch(`${proxied.server}0/api`)).status).toBe(403);
});

test('requests reach the host cluster with its credentials and an unchanged path and query', async () => {
  await using proxied = await startProxied();
  const { url, user } = await send(proxied.server, 'GET', '/api/v1/pods?limit=5&continue=a%2Fb');
  expect(url).toBe('/api/v1/pods?limit=5&continue=a%2Fb');
  expect(user).toBe('kubernetes-super-admin');
});

describe('the owner is added', () => {
  test.each([
    ['POST', '/api/v1/namespaces/ci/secrets'],
    ['POST', '/api/v1/namespaces/ci/secrets?fieldManager=helm'],
    ['POST', '/apis/apps/v1/namespaces/ci/deployments'],
    // helm replaces its release Secret with one that has no owners.
    ['PUT', '/api/v1/namespaces/ci/secrets/release'],
  ])('to %s %s', async (method, path) => {
    await using proxied = await startProxied();
    expect(ownersIn(await send(proxied.server, method, path))).toEqual([owner]);
  });

  test('to a server-side apply, which can create the object', async () => {
    await using proxied = await startProxied();
    const path = '/api/v1/namespaces/ci/configmaps/x?fieldManager=helm&force=true';
    const type = 'application/apply-patch+yaml';
    expect(ownersIn(await send(proxied.server, 'PATCH', path, type))).toEqual([owner]);
  });
});

test('a cluster-scoped object gets labels, because it cannot have the owner', async () => {
  await using proxied = await startProxied();
  const echoed = await send(
    proxied.server,
    'POST',
    '/apis/rbac.authorization.k8s.io/v1/clusterroles?fieldManager=helm',
  );
  expect(JSON.parse(echoed.body).metadata).toEqual({ name: 'x', labels });
});

describe('an existing cluster-scoped object', () => {
  const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles/vc-ci-1-v-ci';

  const patching = async (found: Record<string, string>) => {
    const methods: (string | undefined)[] = [];
    await using proxied = await startProxied((request, response) => {
      methods.push(request.method);
      sendJson(response, { metadata: { labels: found } });
    });
    const response = await fetch(proxied.server + path, {
      method: 'PATCH',
      body: '{}',
      headers: { 'content-type': 'application/merge-patch+json' },
    });
    return { methods, status: response.status, answer: await response.text() };
  };

  test('is not changed if ephemeral-vcluster did not create it', async () => {
    const { methods, status, answer } = await patching({ app: 'vcluster' });
    expect(methods).toEqual(['GET']);
    expect(status).toBe(409);
    expect(JSON.parse(answer).message).toContain(
      'vc-ci-1-v-ci exists, was not created by ephemeral-vcluster',
    );
  });

  test('is adopted if an earlier cluster of ephemeral-vcluster left it', async () => {
    const { methods, status } = await patching({ 'ephemeral-vcluster/id': 'an-earlier-id' });
    expect(methods).toEqual(['GET', 'PATCH']);
    expect(status).toBe(200);
  });
});

describe('an object that cannot be marked is refused, because nothing would delete it', () => {
  test.each([
    ['POST', '/api/v1/namespaces/other/secrets'],
    ['POST', '/api/v1/namespaces/ci-2/secrets?fieldManager=helm'],
    ['POST', '/api/v1/namespaces'],
    ['PUT', '/api/v1/namespaces/ci'],
    ['POST', '/apis/scheduling.k8s.io/v1/priorityclasses'],
    ['POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'],
    ['POST', '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations'],
    ['PATCH', '/apis/example.com/v1/things/x?fieldManager=helm'],
  ])('%s %s', async (method, path) => {
    const requests: string[] = [];
    await using proxied = await startProxied((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      sendJson(response, {});
    });
    const type = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
    const answer = await send(proxied.server, method, path, type);
    expect(answer).toMatchObject({ kind: 'Status', code: 403 });
    expect(answer).toHaveProperty('message', expect.stringContaining('nothing would delete it'));
    expect(requests).toEqual([]);
  });
});

test('it counts the requests that changed the host cluster', async () => {
  await using api = await startFakeApi((request, response) =>
    sendJson(response, {}, request.url?.endsWith('/full') ? 403 : 201),
  );
  await using proxy = await startOwningProxy(api.kubeConfig, { namespace: 'ci', owner, labels });
  const config = new KubeConfig();
  config.loadFromString(proxy.kubeconfig);
  const server = config.getCurrentCluster()?.server ?? '';
  await send(server, 'GET', '/api/v1/namespaces/ci/secrets');
  await send(server, 'POST', '/api/v1/namespaces/other/secrets');
  await send(server, 'POST', '/api/v1/namespaces/ci/full');
  expect(proxy.writes).toBe(0);
  await send(server, 'POST', '/api/v1/namespaces/ci/secrets');
  expect(proxy.writes).toBe(1);
});

describe('nothing is added', () => {
  test.each([
    ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'],
    ['PATCH', '/api/v1/namespaces/ci/configmaps/x'],
    ['DELETE', '/api/v1/namespaces/ci/secrets/x'],
  ])('to %s %s', async (method, path) => {
    await using proxied = await startProxied();
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    expect(ownersIn(await send(proxied.server, method, path, type))).toBeUndefined();
  });
});

test('a request body in chunks arrives complete and with its length', async () => {
  await using proxied = await startProxied();
  const text = JSON.stringify({ data: 'x'.repeat(3_000_000) });
  const half = text.length / 2;
  const response = await fetch(`${proxied.server}/api/v1/namespaces/ci/secrets`, {
    method: 'POST',
    body: ReadableStream.from([Buffer.from(text.slice(0, half)), Buffer.from(text.slice(half))]),
    duplex: 'half',
  });
  const echoed = (await response.json()) as { length: number; bytes: number; body: string };
  expect(echoed.bytes).toBe(echoed.length);
  expect(JSON.parse(echoed.body).data).toHaveLength(3_000_000);
});

test('the response to a watch is streamed, and ends when the client disconnects', async () => {
  const { promise: clientClosed, resolve } = Promise.withResolvers<void>();
  await using proxied = await startProxied((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"type":"ADDED"}\n');
    response.once('close', resolve);
  });
  const client = new AbortController();
  const watch = await fetch(`${proxied.server}/api/v1/namespaces/ci/pods?watch=true`, {
    signal: client.signal,
  });
  const first = await watch.body?.getReader().read();
  expect(Buffer.from(first?.value ?? []).toString()).toBe('{"type":"ADDED"}\n');
  client.abort();
  await clientClosed;
});

test('an error of the host cluster is passed on with its message', async () => {
  await using proxied = await startProxied((_, response) =>
    sendJson(response, { message: 'exceeded quota' }, 403),
  );
  const response = await fetch(`${proxied.server}/api/v1/namespaces/ci/secrets`, {
    method: 'POST',
    body: '{}',
  });
  expect(response.status).toBe(403);
  expect(await response.json()).toEqual({ message: 'exceeded quota' });
});

test('a closed connection to the host cluster returns 502, and the next request works', async () => {
  let calls = 0;
  await using proxied = await startProxied((request, response) => {
    calls += 1;
    if (calls === 1) request.socket.destroy();
    else sendJson(response, { fine: true });
  });
  expect((await fetch(`${proxied.server}/version`)).status).toBe(502);
  expect((await fetch(`${proxied.server}/version`)).status).toBe(200);
});

test('after disposal no request gets through', async () => {
  const proxied = await startProxied();
  await fetch(`${proxied.server}/version`);
  await proxied[Symbol.asyncDispose]();
  await expect(fetch(`${proxied.server}/version`)).rejects.toThrow();
});

test('counts the writes that succeed, so that a helm that goes past the proxy is noticed', async () => {
  const answer: Answer = (request, response) =>
    sendJson(response, {}, request.url?.endsWith('/pods') ? 403 : 201);
  await using proxied = await startProxied(answer);
  await send(proxied.server, 'GET', '/api/v1/namespaces/ci/secrets');
  await send(proxied.server, 'POST', '/api/v1/namespaces/ci/pods');
  expect(proxied.proxy.writes).toBe(0);
  await send(proxied.server, 'POST', '/api/v1/namespaces/ci/secrets');
  expect(proxied.proxy.writes).toBe(1);
});
