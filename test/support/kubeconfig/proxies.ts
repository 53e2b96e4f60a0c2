import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A proxy that connects each client to one port on loopback, whatever the client asks for. */
export interface FakeProxy {
  port: number;
  /** `HOST:PORT` that clients asked for, with their user and password before an `@`. */
  asked: string[];
  close(): void;
}

/** Starts a proxy for CONNECT, over TLS if a certificate is given. */
export async function startHttpProxy(
  target: number,
  tls?: { cert: string; key: string },
): Promise<FakeProxy> {
  const server = tls ? createHttpsServer(tls) : createHttpServer();
  const asked: string[] = [];
  server.on('connect', (request, socket: Socket) => {
    const [, encoded = ''] = (request.headers['proxy-authorization'] ?? '').split(' ');
    const user = Buffer.from(encoded, 'base64').toString();
    asked.push(`${user && `${user}@`}${request.url}`);
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    join(socket, target);
  });
  return listening(server, asked);
}

const SOCKS_VERSION = 5;
const BY_PASSWORD = 2;

/** Starts a SOCKS5 proxy, with users and passwords if the client offers them. */
export async function startSocksProxy(target: number): Promise<FakeProxy> {
  const asked: string[] = [];
  const server = createServer(async (socket) => {
    socket.on('error', () => socket.destroy());
    const next = async () => ((await once(socket, 'data')) as [Buffer])[0];
    const methods = (await next()).subarray(2);
    let user = '';
    if (methods.includes(BY_PASSWORD)) {
      socket.write(Buffer.from([SOCKS_VERSION, BY_PASSWORD]));
      user = userIn(await next());
      socket.write(Buffer.from([1, 0]));
    } else socket.write(Buffer.from([SOCKS_VERSION, 0]));
    asked.push(user + destinationIn(await next()));
    socket.write(Buffer.from([SOCKS_VERSION, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
    join(socket, target);
  });
  return listening(server as Server, asked);
}

function userIn(message: Buffer): string {
  const length = message.readUInt8(1);
  return `${message.subarray(2, 2 + length)}:${message.subarray(3 + length)}@`;
}

const NAME = 3;
const IPV6 = 4;

function destinationIn(message: Buffer): string {
  const kind = message.readUInt8(3);
  const port = message.readUInt16BE(message.length - 2);
  const address = message.subarray(4, -2);
  if (kind === NAME) return `${address.subarray(1)}:${port}`;
  if (kind === IPV6) return `[ipv6]:${port}`;
  return `${address.join('.')}:${port}`;
}

function join(socket: Socket, port: number): void {
  const upstream = connect(port, '127.0.0.1');
  for (const [one, other] of [
    [socket, upstream],
    [upstream, socket],
  ] as const)
    one.pipe(other).once('close', () => one.destroy()) && one.on('error', () => other.destroy());
}

async function listening(server: Server, asked: string[]): Promise<FakeProxy> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port, asked, close };
}
