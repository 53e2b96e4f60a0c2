import type { Duplex } from 'node:stream';
import { constants, createInflate } from 'node:zlib';
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws';
import { sendJson, startFakeApi } from './fake-api.ts';

const PROTOCOL = 'SPDY/3.1+portforward.k8s.io';

const SYN_STREAM = 1;
const RST_STREAM = 3;
const PING = 6;

/** A stream that a client opened, seen from the host. */
export interface PeerStream {
  headers: Record<string, string>;
  send(data: Buffer | string, fin?: boolean): void;
  reset(): void;
}

export interface PeerEvents {
  opened?: (stream: PeerStream) => void;
  data?: (stream: PeerStream, data: Buffer, fin: boolean) => void;
  reset?: (stream: PeerStream) => void;
  /** Whether to answer the ping with this id. Default: every ping is answered. */
  answers?: (ping: number) => boolean;
  /** The status with which to refuse an upgrade to a protocol. Default: every upgrade succeeds. */
  refuses?: (protocol: string) => number | undefined;
}

/** The server side of one connection, written from the specification and zlib, independent of the code under test. */
class Peer {
  readonly #socket: Duplex;
  readonly #events: PeerEvents;
  readonly #streams = new Map<number, PeerStream>();
  readonly #inflate = createInflate({ finishFlush: constants.Z_SYNC_FLUSH });
  silent = false;

  constructor(socket: Duplex, events: PeerEvents) {
    this.#socket = socket;
    this.#events = events;
    this.#run().catch(() => socket.destroy());
  }

  async #run(): Promise<void> {
    let bytes = Buffer.alloc(0);
    for await (const chunk of this.#socket) {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= 8 && bytes.length >= 8 + bytes.readUIntBE(5, 3)) {
        const end = 8 + bytes.readUIntBE(5, 3);
        if (!this.silent) await this.#handle(bytes.subarray(0, end));
        bytes = bytes.subarray(end);
      }
    }
  }

  async #handle(frame: Buffer): Promise<void> {
    const isControl = frame.readUInt8() >= 0x80;
    const payload = frame.subarray(8);
    if (!isControl) {
      const stream = this.#streams.get(frame.readUInt32BE());
      if (stream) this.#events.data?.(stream, Buffer.from(payload), frame.readUInt8(4) === 1);
      return;
    }
    const type = frame.readUInt16BE(2);
    if (type === PING && this.#events.answers?.(payload.readUInt32BE()) !== false) {
      this.#socket.write(frame);
    }
    if (type === RST_STREAM) {
      const stream = this.#streams.get(payload.readUInt32BE());
      if (stream) this.#events.reset?.(stream);
    }
    if (type === SYN_STREAM) await this.#open(payload);
  }

  async #open(payload: Buffer): Promise<void> {
    const id = payload.readUInt32BE();
    const stream: PeerStream = {
      headers: parseHeaders(await this.#inflated(payload.subarray(10))),
      send: (data, fin = false) => {
        const content = Buffer.from(data as string);
        const head = Buffer.alloc(8);
        head.writeUInt32BE(id);
        head.writeUInt32BE(((fin ? 1 : 0) << 24) | content.length, 4);
        this.#socket.write(Buffer.concat([head, content]));
      },
      reset: () => {
        const frame = Buffer.from('8003000300000008'.padEnd(32, '0'), 'hex');
        frame.writeUInt32BE(id, 8);
        frame.writeUInt32BE(1, 12);
        this.#socket.write(frame);
      },
    };
    this.#streams.set(id, stream);
    this.#events.opened?.(stream);
  }

  /** All header blocks of a connection form one zlib stream. */
  async #inflated(block: Buffer): Promise<Buffer> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#inflate.write(block, () => resolve());
    await promise;
    return this.#inflate.read() as Buffer;
  }
}

function parseHeaders(block: Buffer): Record<string, string> {
  const texts: string[] = [];
  for (let at = 4; at < block.length; ) {
    const length = block.readUInt32BE(at);
    texts.push(block.subarray(at + 4, at + 4 + length).toString());
    at += 4 + length;
  }
  const pairs = Array.from({ length: texts.length / 2 }, (_, index) =>
    texts.slice(2 * index, 2 * index + 2),
  );
  return Object.fromEntries(pairs);
}

function refusal(status: number): string {
  const body = JSON.stringify({ kind: 'Status', message: `refused by the host with ${status}` });
  return `HTTP/1.1 ${status} No\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** Starts a fake API server whose port-forward calls `events`. */
export async function startSpdyHost(events: PeerEvents) {
  const api = await startFakeApi((_, response) => sendJson(response, { message: 'gone' }, 404));
  const webSockets = new WebSocketServer({ noServer: true });
  // The library rejects the slash in the name of this protocol.
  webSockets.on('headers', (headers) => headers.push(`Sec-WebSocket-Protocol: ${PROTOCOL}`));
  const peers: Peer[] = [];
  const asked: string[] = [];
  const sockets: Duplex[] = [];
  const accept = (socket: Duplex) => {
    sockets.push(socket.on('error', () => {}));
    peers.push(new Peer(socket, events));
  };
  api.server.on('upgrade', (request, socket, head) => {
    const { method, url, headers } = request;
    const protocol = headers['x-stream-protocol-version'] ?? headers['sec-websocket-protocol'];
    asked.push(`${method} ${url} ${headers.upgrade} ${protocol}`);
    const status = events.refuses?.(headers.upgrade ?? '');
    if (status) return void socket.end(refusal(status));
    if (headers.upgrade === 'websocket') {
      delete headers['sec-websocket-protocol'];
      const upgraded = (web: WebSocket) => accept(createWebSocketStream(web));
      return webSockets.handleUpgrade(request, socket, head, upgraded);
    }
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n',
    );
    accept(socket);
  });
  return {
    kubeConfig: api.kubeConfig,
    /** The upgrade requests. */
    asked,
    /** Stops answering without closing the connections, like a network that drops packets. */
    fallSilent: () => {
      for (const peer of peers) peer.silent = true;
    },
    /** How many upgraded connections are open. */
    connected: () => sockets.filter(({ destroyed }) => !destroyed).length,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await api[Symbol.asyncDispose]();
    },
  };
}
