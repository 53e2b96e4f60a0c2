import { randomBytes } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { KubeConfig } from '@kubernetes/client-node';
import { addMetadata } from './add-metadata.ts';
import { foreignObject } from './foreign-object.ts';
import { markFor, type OwnerMarks } from './owner-marks.ts';

/**
 * Starts a proxy on loopback to the host cluster's API server. It marks every object that is created through it: objects
 * in the namespace get an owner, cluster-scoped objects get labels. helm uses the proxy, so each object that helm
 * creates, including the release Secret, has an owner from its creation, and a SIGKILL leaves nothing behind. A helm
 * post-renderer does not see the release Secret, and in helm 4 it must be a plugin.
 */
export async function startOwningProxy(
  kubeConfig: KubeConfig,
  marks: OwnerMarks,
): Promise<OwningProxy> {
  // Clients send no credentials over HTTP, so a secret path protects the proxy.
  const prefix = `/${randomBytes(24).toString('hex')}`;
  const agent = new https.Agent({ keepAlive: true });
  const server = http.createServer((request, response) => {
    if (!request.url?.startsWith(`${prefix}/`)) return void response.writeHead(403).end();
    const path = request.url.slice(prefix.length);
    forward(kubeConfig, agent, path, request, response, marks).catch((error) => {
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
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

export interface OwningProxy extends AsyncDisposable {
  /** A kubeconfig text for the proxy. While the proxy runs, it is as secret as the host cluster's kubeconfig. */
  kubeconfig: string;
}

async function forward(
  kubeConfig: KubeConfig,
  agent: https.Agent,
  path: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  marks: OwnerMarks,
): Promise<void> {
  const refusal = await foreignObject(kubeConfig, request.method, path);
  if (refusal) {
    response.writeHead(refusal.code, { 'content-type': 'application/json' });
    return void response.end(JSON.stringify(refusal));
  }
  const options = await optionsFor(kubeConfig, agent, path, request.method);
  const body = markedBody(path, request, await buffer(request), marks);
  // These headers apply only to the connection between the client and this proxy.
  const { host, connection, 'transfer-encoding': encoding, ...headers } = request.headers;
  options.headers = { ...headers, ...options.headers, 'content-length': body.length };
  await new Promise<void>((resolve, reject) => {
    const upstream = https.request(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response).once('close', resolve);
    });
    upstream.once('error', reject);
    response.once('close', () => upstream.destroy());
    upstream.end(body);
  });
}

async function optionsFor(
  kubeConfig: KubeConfig,
  agent: https.Agent,
  path: string,
  method: string | undefined,
): Promise<https.RequestOptions> {
  const base = new URL(kubeConfig.getCurrentCluster()?.server ?? '');
  const options: https.RequestOptions = {
    hostname: base.hostname,
    port: base.port,
    path: base.pathname.replace(/\/$/, '') + path,
    method,
  };
  await kubeConfig.applyToHTTPSOptions(options);
  // If the host cluster is behind an HTTP proxy, `options.agent` connects through it; otherwise reuse connections.
  if (!(options.agent instanceof https.Agent) || options.agent.constructor === https.Agent) {
    options.agent = agent;
  }
  return options;
}

function markedBody(
  path: string,
  request: http.IncomingMessage,
  body: Buffer,
  marks: OwnerMarks,
): Buffer {
  const contentType = request.headers['content-type'] ?? '';
  const mark = markFor({ method: request.method ?? '', path, contentType }, marks);
  return mark ? addMetadata(body, contentType, mark) : body;
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
