import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A port on loopback whose connections lead to another port, and are counted. */
export interface CountingForward extends Disposable {
  port: number;
  /** All connections so far. */
  connections(): number;
  /** Those that the target broke off with an error. */
  dropped(): number;
}

export async function startCountingForward(target: number): Promise<CountingForward> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let dropped = 0;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    connections += 1;
    const upstream = connect({ host: '127.0.0.1', port: target, allowHalfOpen: true });
    sockets.add(client).add(upstream);
    client.pipe(upstream).pipe(client);
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => {
      if (!client.destroyed) dropped += 1;
      client.destroy();
    });
    const forget = (socket: Socket) => socket.once('close', () => sockets.delete(socket));
    forget(client);
    forget(upstream);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
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
