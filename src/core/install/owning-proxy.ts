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
 * A way to the host's API server, on loopback, that marks every object which is created through it: in the namespace by
 * an owner, outside of it by labels. helm goes this way, so that whatever it makes, its release Secret too, is born
 * owned: there is no moment at which a SIGKILL leaves something behind. A post-renderer would not see the Secret, and
 * is a plugin in helm 4.
 */
export async function startOwningProxy(
  kubeConfig: KubeConfig,
  marks: OwnerMarks,
): Promise<OwningProxy> {
  // clients send no credentials over http, so the path is the password.
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
  /** A kubeconfig text that leads through the proxy; as secret as the one behind it while the proxy lives. */
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
  const base = new URL(kubeConfig.getCurrentCluster()?.server ?? '');
  const options: https.RequestOptions = {
    hostname: base.hostname,
    port: base.port,
    path: base.pathname.replace(/\/$/, '') + path,
    method: request.method,
  };
  await kubeConfig.applyToHTTPSOptions(options);
  // A proxy to the host comes as an agent; without one, connections are kept.
  if (!(options.agent instanceof https.Agent) || options.agent.constructor === https.Agent) {
    options.agent = agent;
  }
  const body = markedBody(path, request, await buffer(request), marks);
  // What is about the connection to us alone.
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
