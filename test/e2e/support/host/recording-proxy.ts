import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KubeConfig } from '@kubernetes/client-node';
import { accessOf } from '../../../../src/core/kube/cluster-config.ts';

export interface RecordingProxy extends AsyncDisposable {
  /** `METHOD /path` of each request that changed the host, in order. */
  writes: string[];
  /** Text of a kubeconfig for this proxy, with the rights of the real one. */
  kubeconfig: string;
  /** The token in that kubeconfig. It must not appear anywhere else. */
  token: string;
}

/** Self-reviews are POST requests that change nothing. */
const REVIEWS = /selfsubject\w+reviews/;

/** Starts a proxy in front of the real API server that records every change made through it. */
export async function startRecordingProxy(host: KubeConfig): Promise<RecordingProxy> {
  const writes: string[] = [];
  const access = accessOf(host);
  const options = await access.options();
  const forward = (incoming: IncomingMessage, answer: ServerResponse) => {
    const { method, url = '' } = incoming;
    const isRead = method === 'GET' || REVIEWS.test(url);
    const { host: _, authorization: __, ...given } = incoming.headers;
    const headers = { ...given, ...(options.headers as Record<string, string>) };
    const outgoing = request(
      new URL(url, access.server),
      { ...options, method, headers },
      (real) => {
        if (!isRead && (real.statusCode ?? 0) < 300) writes.push(`${method} ${url}`);
        answer.writeHead(real.statusCode ?? 502, real.headers);
        real.pipe(answer);
      },
    );
    outgoing.once('error', () => answer.destroy());
    incoming.pipe(outgoing);
  };
  const server = createServer(forward).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const token = 'token-of-the-host-cluster';
  return {
    writes,
    token,
    kubeconfig: JSON.stringify({
      clusters: [
        {
          name: 'host',
          cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true },
        },
      ],
      users: [{ name: 'user', user: { token } }],
      contexts: [{ name: 'host', context: { cluster: 'host', user: 'user' } }],
      'current-context': 'host',
    }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      (options.agent as Agent).destroy();
    },
  };
}
