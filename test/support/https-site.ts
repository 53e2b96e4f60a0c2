import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { createServer as createProxy } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { makeCertificates } from '../../src/core/install/certificates.ts';

let certificates: ReturnType<typeof makeCertificates> | undefined;

export interface Site extends AsyncDisposable {
  port: number;
  /** The CA that signed its certificate for `localhost`, as PEM; no trust store contains it. */
  ca: string;
}

/** Starts an HTTPS server on loopback, with a certificate of a dedicated CA. */
export async function startSite(listener: RequestListener): Promise<Site> {
  certificates ??= makeCertificates({ name: 'site' });
  const files = await certificates;
  const server = createServer(
    { cert: files['apiserver.crt'], key: files['apiserver.key'] },
    listener,
  );
  return { ca: files['ca.crt'] ?? '', ...(await onLoopback(server)) };
}

export interface HttpProxy extends AsyncDisposable {
  port: number;
  /** For each CONNECT: `HOST:PORT`, and the value of `Proxy-Authorization` if the client sent one. */
  asked: string[];
}

/** Starts a proxy for HTTPS. It connects to 127.0.0.1, on the port that the client asks for. */
export async function startProxy(): Promise<HttpProxy> {
  const asked: string[] = [];
  const server = createProxy();
  server.on('connect', (request, client, head) => {
    const credentials = request.headers['proxy-authorization'] ?? '';
    asked.push([request.url, credentials].filter(Boolean).join(' '));
    const port = Number(request.url?.split(':').at(-1));
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [upstream, client]) socket.once('error', () => client.destroy());
  });
  return { asked, ...(await onLoopback(server)) };
}

async function onLoopback(server: Server | ReturnType<typeof createServer>) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      // `server.close` does not close tunnels: they no longer belong to the server.
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
