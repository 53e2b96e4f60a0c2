import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { startTunnel, type TunnelOptions } from '../../../src/core/tunnel/tunnel.ts';
import { SteppedClock } from '../../support/clock.ts';
import { receive } from '../../support/receive.ts';

/** A server on loopback that treats each connection with `serve`. */
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

const open = (options: Partial<TunnelOptions> & Pick<TunnelOptions, 'dial'>) =>
  startTunnel({ clock: new SteppedClock(), debug: () => {}, ...options });

/** What comes back of what is sent, in as many bytes. */
async function exchange(port: number, sent: Buffer): Promise<Buffer> {
  const local = await dial(port);
  local.write(sent);
  return receive(local, sent.length);
}

test('some megabytes arrive as they were sent, both ways', async () => {
  using echo = await startEcho();
  await using tunnel = await open(echo);
  const sent = randomBytes(8_000_000);
  expect(sent.equals(await exchange(tunnel.port, sent))).toBe(true);
});

test('two hundred connections at once each get their own bytes', async () => {
  using echo = await startEcho();
  await using tunnel = await open(echo);
  const all = Array.from({ length: 200 }, () => randomBytes(2_000));
  const received = await Promise.all(all.map((sent) => exchange(tunnel.port, sent)));
  expect(received.every((bytes, i) => bytes.equals(all[i] ?? Buffer.of()))).toBe(true);
});

test('a connection is held while dialling fails, and what was sent meanwhile arrives', async () => {
  using echo = await startEcho();
  let failures = 5;
  const dialled = () =>
    failures-- > 0 ? Promise.reject(new Error('no running pod')) : echo.dial();
  await using tunnel = await open({ dial: dialled });
  expect((await exchange(tunnel.port, Buffer.from('early'))).toString()).toBe('early');
});

test('the pauses between dials grow to a second and no more', async () => {
  const clock = new SteppedClock();
  const dials: number[] = [];
  const dialled = () => {
    dials.push(clock.now());
    return Promise.reject(new Error('no running pod'));
  };
  await using tunnel = await open({ dial: dialled, clock, hold: 4_000 });
  await once(await dial(tunnel.port), 'close');
  const pauses = dials.slice(1).map((at, i) => at - (dials[i] ?? 0));
  expect(pauses).toEqual([50, 100, 200, 400, 800, 1_000, 1_000, 1_000]);
});

test('a connection that cannot be carried in time is closed, and the log says why', async () => {
  const said: string[] = [];
  await using tunnel = await open({
    dial: () => Promise.reject(new Error('no running pod')),
    debug: (message) => said.push(message),
    hold: 100,
  });
  await once(await dial(tunnel.port), 'close');
  expect(said.at(-1)).toBe('connection given up: no running pod');
});

test('a client that goes is not dialled for any longer', async () => {
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
  clients.push(await dial(tunnel.port));
  expect(await gaveUp).toContain('no running pod');
});

test('the far end breaking half-way closes the local end, and the next connection works', async () => {
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

test('a far end that was already broken when it was dialled closes the local end', async () => {
  const broken = () => {
    const remote = new Duplex({ read() {}, write() {} });
    remote.on('error', () => {}).destroy(new Error('gone at once'));
    return Promise.resolve(remote);
  };
  await using tunnel = await open({ dial: broken });
  await once(await dial(tunnel.port), 'close');
});

test('the local end going closes the far end', async () => {
  const { promise: farEnd, resolve } = Promise.withResolvers<Socket>();
  using server = await startServer(resolve);
  await using tunnel = await open(server);
  const local = await dial(tunnel.port);
  local.write('hello');
  const far = await farEnd;
  await once(far, 'data');
  local.destroy();
  far.resume().on('error', () => {});
  await once(far, 'end');
});

test('all that the far end said before it hung up arrives', async () => {
  const said = randomBytes(1_000_000);
  using server = await startServer((socket) => void socket.end(said));
  await using tunnel = await open(server);
  expect(said.equals(await buffer(await dial(tunnel.port)))).toBe(true);
});

test('disposing closes what is open and takes no more', async () => {
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
