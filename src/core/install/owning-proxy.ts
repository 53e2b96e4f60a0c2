import { randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { accessOf } from '../kube/cluster-config.ts';
import type { HostAccess } from '../kube/http/access.ts';
import { exchange } from '../kube/http/exchange.ts';
import { addMetadata } from './add-metadata.ts';
import { foreignObject } from './foreign-object.ts';
import { leavesUnmarked, markFor, type OwnerMarks, type WriteRequest } from './owner-marks.ts';
import { type Refusal, refusal } from './refusal.ts';

/**
 * Starts a proxy on loopback to the host cluster's API server. It marks every object that is created through it: objects
 * in the namespace get an owner, cluster-scoped objects get labels, and all others are refused. helm uses the proxy, so
 * each object that helm creates, including the release Secret, has an owner from its creation, and a SIGKILL leaves
 * nothing behind. A helm post-renderer does not see the release Secret, and in helm 4 it must be a plugin.
 */
export async function startOwningProxy(
  kubeConfig: KubeConfig,
  marks: OwnerMarks,
): Promise<OwningProxy> {
  // Clients send no credentials over HTTP, so a secret path protects the proxy.
  const prefix = `/${randomBytes(24).toString('hex')}`;
  const access = accessOf(kubeConfig);
  let writes = 0;
  const server = http.createServer((request, response) => {
    if (!request.url?.startsWith(`${prefix}/`)) return void response.writeHead(403).end();
    const path = request.url.slice(prefix.length);
    forward(access, path, request, response, marks)
      .then(() => {
        if (request.method !== 'GET' && response.statusCode < 300) writes += 1;
      })
      .catch((error) => {
        if (!response.headersSent) response.writeHead(502);
        response.end(String(error));
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    kubeconfig: kubeconfigFor(`http://127.0.0.1:${port}${prefix}`, marks.namespace),
    get writes() {
      return writes;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

export interface OwningProxy extends AsyncDisposable {
  /** A kubeconfig text for the proxy. While the proxy runs, it is as secret as the host cluster's kubeconfig. */
  kubeconfig: string;
  /** The number of requests that changed the host cluster. */
  readonly writes: number;
}

async function forward(
  access: HostAccess,
  path: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  marks: OwnerMarks,
): Promise<void> {
  const { method = 'GET' } = request;
  const contentType = request.headers['content-type'] ?? '';
  const write = { method, path, contentType };
  const refused = unmarked(write, marks) ?? (await foreignObject(access, method, path));
  if (refused) {
    response.writeHead(refused.code, { 'content-type': 'application/json' });
    return void response.end(JSON.stringify(refused));
  }
  const mark = markFor(write, marks);
  const sent = await buffer(request);
  const body = mark ? addMetadata(sent, contentType, mark) : sent;
  // These headers apply only to the connection between the client and this proxy.
  const {
    host,
    connection,
    'transfer-encoding': encoding,
    'content-length': length,
    ...headers
  } = request.headers;
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  const answer = await exchange(access, { method, path, headers, body, signal: closed.signal });
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  await pipeline(answer, response);
}

function unmarked(write: WriteRequest, marks: OwnerMarks): Refusal | undefined {
  if (!leavesUnmarked(write, marks)) return undefined;
  const message = `${write.path.replace(/\?.*$/, '')} is outside of namespace ${marks.namespace}, so nothing would delete it: remove it from \`values\` or the chart`;
  return refusal(403, 'Forbidden', message);
}

function kubeconfigFor(server: string, namespace: string): string {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'host', server }],
    users: [{ name: 'host' }],
    contexts: [{ name: 'host', cluster: 'host', user: 'host', namespace }],
    currentContext: 'host',
  });
  return config.exportConfig();
}
