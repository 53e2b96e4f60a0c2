import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** A port on loopback whose connections lead to another address. */
export interface Forward extends Disposable {
  port: number;
  /** All connections so far. */
  connections(): number;
  /** Those that the target broke off with an error. */
  dropped(): number;
}

/** Forwards a free port of the loopback address `on` to `target`. */
export async function startForward(
  target: { host: string; port: number },
  on: '127.0.0.1' | '::1' = '127.0.0.1',
): Promise<Forward> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let dropped = 0;
  const server = createServer((client) => {
    connections += 1;
    const upstream = connect(target);
    sockets.add(client).add(upstream);
    // If the client ended it, the client is destroyed by now.
    upstream.prependListener('error', () => {
      if (!client.destroyed) dropped += 1;
    });
    // An end with an error ends both.
    pipeline(client, upstream, client).catch(() => {});
  });
  await once(server.listen(0, on), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    dropped: () => dropped,
    [Symbol.dispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
