import { randomBytes } from 'node:crypto';
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { HostAccess } from './access.ts';
import { send } from './exchange.ts';
import { HostError, statusMessage } from './request.ts';
import { WebSocketStream } from './web-socket-stream.ts';

/** Time limit for the host's answer, in milliseconds. */
const TIMEOUT = 10_000;

/** SPDY/3.1 in a WebSocket, as in kubectl since Kubernetes 1.31. */
const SPDY_IN_WEB_SOCKET = 'SPDY/3.1+portforward.k8s.io';

/** Opens a connection to the `portforward` of a pod, whose path is given. Its bytes are SPDY/3.1. */
export type Upgrade = (access: HostAccess, path: string) => Promise<Duplex>;

interface Connection {
  socket: Duplex;
  headers: IncomingHttpHeaders;
}

/** Either the upgraded connection, or the answer of a host that refuses. */
type Upgraded = Connection | { answer: IncomingMessage };

/**
 * Upgrades a connection to SPDY/3.1.
 *
 * @throws HostError if the host refuses; another Error if it does not answer in time.
 */
export const upgradeToSpdy: Upgrade = async (access, path) => {
  const { socket } = await upgrade(access, 'POST', path, {
    Upgrade: 'SPDY/3.1',
    'X-Stream-Protocol-Version': 'portforward.k8s.io',
  });
  return socket;
};

/** Like `upgradeToSpdy`, but the bytes are in the messages of a WebSocket. */
export const upgradeToWebSocket: Upgrade = async (access, path) => {
  const { socket, headers } = await upgrade(access, 'GET', path, {
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    'Sec-WebSocket-Protocol': SPDY_IN_WEB_SOCKET,
  });
  if (headers['sec-websocket-protocol'] === SPDY_IN_WEB_SOCKET) return new WebSocketStream(socket);
  socket.destroy();
  throw new HostError(101, `no support for ${SPDY_IN_WEB_SOCKET}`);
};

async function upgrade(
  access: HostAccess,
  method: string,
  path: string,
  added: Record<string, string>,
): Promise<Connection> {
  const headers = { Connection: 'Upgrade', ...added };
  const upgraded = await send(access, { method, path, headers }, upgradeOf, (result) =>
    'answer' in result ? result.answer : undefined,
  );
  if ('socket' in upgraded) return upgraded;
  const { answer } = upgraded;
  throw refusal(answer.statusCode ?? 0, await text(answer));
}

function upgradeOf(request: ClientRequest): Promise<Upgraded> {
  const { promise, resolve, reject } = Promise.withResolvers<Upgraded>();
  request.setTimeout(TIMEOUT, () => request.destroy(new Error('the host does not answer')));
  request.once('error', reject);
  request.once('response', (answer) => resolve({ answer }));
  request.once('upgrade', (answer, socket, head) => {
    socket.setTimeout(0);
    socket.setNoDelay(true);
    if (head.length > 0) socket.unshift(head);
    resolve({ socket, headers: answer.headers });
  });
  return promise;
}

const refusal = (status: number, body: string): HostError =>
  new HostError(status, statusMessage({ status, body }));
