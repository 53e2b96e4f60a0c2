import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** A port on loopback whose connections lead to another address. */
export interface Forward extends Disposable {
  port: number;
}

/** Forwards a free port of the loopback address `on` to `target`. */
export async function startForward(
  target: { host: string; port: number },
  on: '127.0.0.1' | '::1' = '127.0.0.1',
): Promise<Forward> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target);
    sockets.add(client).add(upstream);
    // An end with an error ends both.
    pipeline(client, upstream, client).catch(() => {});
  });
  await once(server.listen(0, on), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.dispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
