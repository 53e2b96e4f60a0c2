import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.ts';
import { startTunnel, type TunnelOptions } from '../../../src/core/tunnel/tunnel.ts';
import { SteppedClock } from '../../support/clock.ts';
import { receive } from '../../support/receive.ts';

/** Starts a server on the loopback interface that calls `serve` for each connection. */
async function startServer(serve: (socket: Socket) => void) {
  const server = createServer({ allowHalfOpen: true }, serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    dial: () => dial(port),
    [Symbol.dispose]: () => void server.close(),
  };
}

const startEcho = () => startServer((socket) => socket.pipe(socket).on('error', () => {}));

async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  return socket;
}

/** Returns a client that has sent a byte: the tunnel dials only then. */
async function talk(port: number): Promise<Socket> {
  const socket = await dial(port);
  socket.write('x');
  return socket;
}

const open = (options: Partial<TunnelOptions> & Pick<TunnelOptions, 'dial'>) =>
  startTunnel({ clock: new SteppedClock(), debug: () => {}, ...options });

/** Sends bytes and returns as many received bytes. */
async function exchange(port: number, sent: Buffer): Promise<Buffer> {
  const local = await dial(port);
  local.write(sent);
  return receive(local, sent.length);
}

test('several megabytes arrive unchanged in both directions', async () => {
  using echo = await startEcho();
  await using tunnel = await open(echo);
  const sent = randomBytes(8_000_000);
  expect(sent.equals(await exchange(tunnel.port, sent))).toBe(true);
});

test('each of two hundred concurrent connections gets its bytes', async () => {
  using echo = await startEcho();
  await using tunnel = await open(echo);
  const all = Array.from({ length: 200 }, () => randomBytes(2_000));
  const received = await Promise.all(all.map((sent) => exchange(tunnel.port, sent)));
  expect(received.every((bytes, i) => bytes.equals(all[i] ?? Buffer.of()))).toBe(true);
});

test('a connection waits while dialling fails, and the data that it sent arrives', async () => {
  using echo = await startEcho();
  let failures = 5;
  const dialled = () =>
    failures-- > 0 ? Promise.reject(new Error('no running pod')) : echo.dial();
  await using tunnel = await open({ dial: dialled });
  expect((await exchange(tunnel.port, Buffer.from('early'))).toString()).toBe('early');
});

test('the pauses between dials grow up to one second', async () => {
  const clock = new SteppedClock();
  const dials: number[] = [];
  const dialled = () => {
    dials.push(clock.now());
    return Promise.reject(new Error('no running pod'));
  };
  await using tunnel = await open({ dial: dialled, clock, hold: 4_000, random: () => 0 });
  await once(await talk(tunnel.port), 'close');
  const pauses = dials.slice(1).map((at, i) => at - (dials[i] ?? 0));
  expect(pauses).toEqual([50, 100, 200, 400, 800, 1_000, 1_000, 1_000]);
});

test('a connection that waits too long is closed, and the log has the reason', async () => {
  const messages: string[] = [];
  await using tunnel = await open({
    dial: () => Promise.reject(new Error('no running pod')),
    debug: (message) => messages.push(message),
    hold: 100,
  });
  await once(await talk(tunnel.port), 'close');
  expect(messages.at(-1)).toBe('connection given up: no running pod');
});

test('dialling stops when the client disconnects', async () => {
  const { promise: gaveUp, resolve } = Promise.withResolvers<string>();
  const clients: Socket[] = [];
  await using tunnel = await open({
    dial: async () => {
      clients[0]?.destroy();
      throw new Error('no running pod');
    },
    debug: (message) => message.startsWith('connection given up') && resolve(message),
    hold: Number.POSITIVE_INFINITY,
  });
  clients.push(await talk(tunnel.port));
  expect(await gaveUp).toContain('no running pod');
});

test('an error of the remote end closes the local end, and the next connection works', async () => {
  using echo = await startEcho();
  const remotes: Duplex[] = [];
  const dialled = async () => {
    const remote = await echo.dial();
    remotes.push(remote);
    return remote;
  };
  await using tunnel = await open({ dial: dialled });
  const local = await dial(tunnel.port);
  local.write('half');
  await once(local, 'data');
  remotes[0]?.destroy(new Error('lost connection to pod'));
  await once(local, 'close');
  expect((await exchange(tunnel.port, Buffer.from('again'))).toString()).toBe('again');
});

test('a remote end that has failed before its first use closes the local end', async () => {
  const broken = () => {
    const remote = new Duplex({ read() {}, write() {} });
    remote.on('error', () => {}).destroy(new Error('gone at once'));
    return Promise.resolve(remote);
  };
  await using tunnel = await open({ dial: broken });
  await once(await talk(tunnel.port), 'close');
});

test('the end of the local connection closes the remote end', async () => {
  const { promise: remoteEnd, resolve } = Promise.withResolvers<Socket>();
  using server = await startServer(resolve);
  await using tunnel = await open(server);
  const local = await dial(tunnel.port);
  local.write('hello');
  const remote = await remoteEnd;
  await once(remote, 'data');
  local.destroy();
  remote.resume().on('error', () => {});
  await once(remote, 'end');
});

test('all data that the remote end sent before it closed arrives', async () => {
  const sent = randomBytes(1_000_000);
  using server = await startServer((socket) => void socket.resume().end(sent));
  await using tunnel = await open(server);
  expect(sent.equals(await buffer(await talk(tunnel.port)))).toBe(true);
});

test('disposing closes all connections and accepts no new ones', async () => {
  using echo = await startEcho();
  const tunnel = await open(echo);
  const local = await dial(tunnel.port);
  local.write('x');
  await once(local, 'data');
  await tunnel[Symbol.asyncDispose]();
  await once(local, 'close');
  await expect(dial(tunnel.port)).rejects.toThrow('ECONNREFUSED');
});

test('it listens on 127.0.0.1 only', async () => {
  using echo = await startEcho();
  await using tunnel = await open(echo);
  const other = connect({ port: tunnel.port, host: '127.0.0.2' });
  await expect(once(other, 'connect')).rejects.toThrow('ECONNREFUSED');
});

test('a client that sends nothing is not dialled, and blocks no other client during an interruption', async () => {
  using echo = await startEcho();
  let failures = 3;
  let dials = 0;
  const dialled = () => {
    dials += 1;
    return failures-- > 0 ? Promise.reject(new Error('no running pod')) : echo.dial();
  };
  await using tunnel = await open({ dial: dialled, clock: systemClock });
  const silent = await Promise.all(Array.from({ length: 50 }, () => dial(tunnel.port)));
  expect((await exchange(tunnel.port, Buffer.from('now'))).toString()).toBe('now');
  expect(dials).toBe(4);
  expect(silent.every(({ destroyed }) => !destroyed)).toBe(true);
  // They may still speak later.
  silent[0]?.write('late');
  expect((await receive(silent[0] as Socket, 4)).toString()).toBe('late');
});

test('a client that sends a part of a handshake and stops blocks no other client', async () => {
  using server = await startServer((socket) =>
    socket
      .on('data', (data) => void (String(data) === 'x' || socket.write(data)))
      .on('error', () => {}),
  );
  let failures = 1;
  const dialled = () =>
    failures-- > 0 ? Promise.reject(new Error('no running pod')) : server.dial();
  await using tunnel = await open({ dial: dialled, clock: systemClock });
  await Promise.all(Array.from({ length: 50 }, () => talk(tunnel.port)));
  expect((await exchange(tunnel.port, Buffer.from('whole'))).toString()).toBe('whole');
});

test('a client that ends without having sent anything is closed', async () => {
  await using tunnel = await open({ dial: () => Promise.reject(new Error('was dialled')) });
  const local = await dial(tunnel.port);
  local.resume().end();
  await once(local, 'close');
});
