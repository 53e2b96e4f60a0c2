import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Agent, createServer, request } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { KubeConfig } from '@kubernetes/client-node';
import { accessOf } from '../../../../src/core/kube/cluster-config.ts';
import { createAuthority } from '../../../host/node/pki.ts';

/** Decides about a request: the status of a refusal, or undefined to pass it on. */
export type Rule = (request: IncomingMessage) => number | undefined;

/** A gateway in front of the real API server. It passes requests on with the rights of a user. */
export interface Gateway extends AsyncDisposable {
  server: string;
  /** Its certificate authority, as PEM. */
  ca: string;
  /** Can be replaced at any time. */
  rule: Rule;
}

export interface GatewayOptions {
  rule?: Rule;
  /** Connections that are silent for that long are cut, in milliseconds. */
  cutIdleAfter?: number;
}

/** A refusal as a load balancer writes it: it knows no Status of Kubernetes. */
const REFUSAL = 'refused by the gateway\n';

export async function startGateway(
  user: KubeConfig,
  { rule = () => undefined, cutIdleAfter }: GatewayOptions = {},
): Promise<Gateway> {
  const access = accessOf(user);
  const options = await access.options();
  const sockets = new Set<Duplex>();
  const forward = (incoming: IncomingMessage) => {
    const { host: _, authorization: __, ...headers } = incoming.headers;
    const own = options.headers as Record<string, string>;
    const target = new URL(incoming.url ?? '', access.server);
    const { method } = incoming;
    return request(target, { ...options, method, headers: { ...headers, ...own } });
  };
  const authority = await createAuthority('authority of the gateway');
  const identity = await authority.issue({ commonName: 'gateway', names: ['127.0.0.1'] });
  const tls = { cert: identity.certificate, key: identity.key };
  const server = createServer(tls, (incoming: IncomingMessage, answer: ServerResponse) => {
    const status = gateway.rule(incoming);
    if (status) return void answer.writeHead(status).end(REFUSAL);
    const outgoing = forward(incoming);
    outgoing.once('response', (real) => {
      answer.writeHead(real.statusCode ?? 502, real.headers);
      real.pipe(answer);
    });
    outgoing.once('error', () => answer.destroy());
    answer.once('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  server.on('upgrade', (incoming, client: Duplex) => {
    const status = gateway.rule(incoming);
    if (status) return void client.end(head(`${status} Refused`, { connection: 'close' }));
    const outgoing = forward(incoming);
    outgoing.once('upgrade', (real, upstream) => {
      client.write(head('101 Switching Protocols', real.headers));
      joinBoth(client, upstream);
    });
    outgoing.once('response', ({ statusCode }) =>
      client.end(head(`${statusCode} Refused`, { connection: 'close' })),
    );
    outgoing.once('error', () => client.destroy());
    outgoing.end();
  });
  server.on('secureConnection', (socket: Socket) => {
    sockets.add(socket);
    if (cutIdleAfter) socket.setTimeout(cutIdleAfter, () => socket.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const gateway: Gateway = {
    server: `https://127.0.0.1:${port}`,
    ca: authority.certificate,
    rule,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      (options.agent as Agent | undefined)?.destroy();
    },
  };
  return gateway;
}

const head = (status: string, headers: IncomingMessage['headers']): string =>
  `HTTP/1.1 ${status}\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;

/** The end of one ends the other. */
function joinBoth(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.on('error', () => to.destroy()).once('close', () => to.destroy());
  }
}
