import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer with an error status. */
export class Failure {
  readonly status: number;

  constructor(status: number) {
    this.status = status;
  }
}

/** Answers one request; undefined is 404. */
export type Answer = (request: string) => object | undefined;

export interface FakeHost extends AsyncDisposable {
  /** `METHOD /path` of every request, in order. */
  requests: string[];
  /** A kubeconfig with the address of this server. */
  kubeconfig: string;
}

export const TOKEN = 'a-token-that-must-stay-secret';

/** Starts an API server that records its requests, for cases that a real host cannot be brought into. */
export async function startFakeHost(answer: Answer = () => undefined): Promise<FakeHost> {
  const requests: string[] = [];
  const server = createServer((incoming, response) => {
    const request = `${incoming.method} ${incoming.url?.split('?')[0]}`;
    requests.push(request);
    respond(response, answer(request));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    kubeconfig: kubeconfigFor(`http://127.0.0.1:${port}`),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Returns a kubeconfig with the address of a closed port. */
export async function unreachableHost(): Promise<string> {
  await using host = await startFakeHost();
  return host.kubeconfig;
}

function respond(response: ServerResponse, body: object | undefined): void {
  const { status } = body instanceof Failure ? body : { status: body ? 200 : 404 };
  const found = status < 400 ? body : { kind: 'Status', code: status, message: 'not found' };
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(found));
}

/** A kubeconfig for `server` with two contexts; the first is the current one. */
export const kubeconfigFor = (server: string): string => `
apiVersion: v1
kind: Config
current-context: one
clusters: [{ name: host, cluster: { server: "${server}", insecure-skip-tls-verify: true } }]
users: [{ name: user, user: { token: ${TOKEN} } }, { name: other, user: { token: other-token } }]
contexts:
  - { name: one, context: { cluster: host, user: user } }
  - { name: two, context: { cluster: host, user: other } }
`;

export const hostKubeconfig = kubeconfigFor('https://host.example:6443');
