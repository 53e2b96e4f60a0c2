import { randomBytes } from 'node:crypto';
import { Duplex } from 'node:stream';

const FINAL = 0x80;
const MASKED = 0x80;

const CONTINUATION = 0;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/**
 * The client's end of a WebSocket (RFC 6455) as a stream of bytes. Not by a library: those for Node reject the name of the
 * protocol that Kubernetes uses, because of the slash in it.
 */
export class WebSocketStream extends Duplex {
  readonly #socket: Duplex;
  #rest: Buffer = Buffer.alloc(0);

  /** `socket` has been upgraded to a WebSocket. */
  constructor(socket: Duplex) {
    super();
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.once('error', (error) => this.destroy(error));
    socket.once('close', () => this.destroy());
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#socket.write(frame(BINARY, chunk), done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#socket.write(frame(BINARY, Buffer.concat(chunks.map(({ chunk }) => chunk))), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.write(frame(CLOSE, Buffer.alloc(0)), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #receive(chunk: Buffer): void {
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (;;) {
      const head = headOf(this.#rest);
      if (!head || this.#rest.length < head.end) return;
      const payload = this.#rest.subarray(head.start, head.end);
      this.#rest = this.#rest.subarray(head.end);
      this.#handle(head.opcode, payload);
    }
  }

  #handle(opcode: number, payload: Buffer): void {
    if ((opcode === BINARY || opcode === CONTINUATION) && payload.length > 0) {
      if (!this.push(payload)) this.#socket.pause();
    }
    if (opcode === PING) this.#socket.write(frame(PONG, payload));
    if (opcode === CLOSE) this.destroy();
  }
}

/** Where the payload of the first frame starts and ends; undefined if the frame's head is incomplete. */
function headOf(bytes: Buffer): { opcode: number; start: number; end: number } | undefined {
  if (bytes.length < 2) return undefined;
  const opcode = bytes.readUInt8() & 0x0f;
  const short = bytes.readUInt8(1) & 0x7f;
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < start) return undefined;
  if (short < 126) return { opcode, start, end: start + short };
  const length = short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return { opcode, start, end: start + length };
}

/** Clients must mask the payload. */
function frame(opcode: number, payload: Buffer): Buffer {
  const key = randomBytes(4);
  const masked = Buffer.from(payload);
  for (let index = 0; index < masked.length; index++) {
    masked[index] = (masked[index] as number) ^ (key[index % 4] as number);
  }
  return Buffer.concat([Buffer.of(FINAL | opcode), lengthOf(payload), key, masked]);
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < 126) return Buffer.of(MASKED | length);
  const bytes = Buffer.alloc(length < 65_536 ? 3 : 9);
  bytes.writeUInt8(MASKED | (length < 65_536 ? 126 : 127));
  if (length < 65_536) bytes.writeUInt16BE(length, 1);
  else bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes;
}
