import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { type HostAccess, requestOptions } from '../src/core/kube/http/access.ts';

/** A proxy in front of the host's API server that counts requests and can interrupt the path. */
export interface InterruptibleProxy extends AsyncDisposable {
  port: number;
  /** The second of each request, counted from `start`, in which it arrived. Those of an outage are not forwarded. */
  arrivals: number[];
  /** Closes all connections, and every new one, until `restore`. */
  interrupt(): void;
  restore(): void;
}

/** `rewrite` returns the path on the API server. */
export async function startInterruptibleProxy(
  access: HostAccess,
  start: number,
  rewrite: (path: string) => string,
): Promise<InterruptibleProxy> {
  let agent = new Agent({ keepAlive: true });
  let isInterrupted = false;
  const arrivals: number[] = [];
  const forward = async (incoming: IncomingMessage, response: ServerResponse) => {
    arrivals.push(Math.floor((performance.now() - start) / 1_000));
    if (isInterrupted) return void incoming.socket.destroy();
    const { 'content-type': type = '', 'content-length': length = '0' } = incoming.headers;
    const path = rewrite(incoming.url ?? '');
    const headers = { 'Content-Type': type, 'Content-Length': length };
    const { method = '' } = incoming;
    const options = requestOptions(access, await access.options(), { method, path, headers });
    const outgoing = request({ ...options, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, response, () => {});
    });
    pipeline(incoming, outgoing, (error) => error && response.destroy());
  };
  const server = createServer((incoming, response) => {
    forward(incoming, response).catch(() => response.destroy());
  });
  // Each keeper has its own connection to the host, and 1000 may connect at once after an outage.
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 });
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    arrivals,
    interrupt: () => {
      isInterrupted = true;
      server.closeAllConnections();
      agent.destroy();
      agent = new Agent({ keepAlive: true });
    },
    restore: () => {
      isInterrupted = false;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}
