/**
 * Frames of SPDY/3.1. Kubernetes uses this protocol to carry many streams over one connection, for exec and port-forward.
 */

export type Frame =
  | { type: 'data'; streamId: number; fin: boolean; data: Buffer }
  | { type: 'reset'; streamId: number; status: number }
  | { type: 'ping'; id: number }
  | { type: 'goaway' }
  /** Replies and settings, which the client does not need. */
  | { type: 'other' };

const VERSION = 0x8003;
const FIN = 0x01;
const HEADER = 8;

const SYN_STREAM = 1;
const RST_STREAM = 3;
const PING = 6;
const GOAWAY = 7;

/** The status of a reset: the sender does not want more data. */
export const CANCEL = 5;

/** Returns the frame that opens a stream. `headerBlock` comes from `HeaderBlocks`. */
export function synStream(streamId: number, headerBlock: Buffer): Buffer {
  const payload = Buffer.alloc(10);
  payload.writeUInt32BE(streamId);
  return control(SYN_STREAM, Buffer.concat([payload, headerBlock]));
}

export const rstStream = (streamId: number, status: number): Buffer =>
  control(RST_STREAM, words(streamId, status));

export const ping = (id: number): Buffer => control(PING, words(id));

/** Returns the header of a data frame. The caller sends the data after it, so that nothing is copied. */
export function dataHead(streamId: number, length: number, fin = false): Buffer {
  return words(streamId, ((fin ? FIN : 0) << 24) | length);
}

const control = (type: number, payload: Buffer): Buffer =>
  Buffer.concat([words(((VERSION << 16) | type) >>> 0, payload.length), payload]);

function words(...values: number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value >>> 0, 4 * index);
  return buffer;
}

/** Splits incoming bytes into frames. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  *read(chunk: Buffer): Generator<Frame> {
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    while (bytes.length >= HEADER) {
      const end = HEADER + bytes.readUIntBE(5, 3);
      if (bytes.length < end) break;
      yield frameOf(bytes.subarray(0, end));
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes;
  }
}

function frameOf(bytes: Buffer): Frame {
  const first = bytes.readUInt32BE();
  const payload = bytes.subarray(HEADER);
  if (first < 0x80000000) {
    return { type: 'data', streamId: first, fin: isFin(bytes), data: payload };
  }
  switch (first & 0xffff) {
    case RST_STREAM:
      return { type: 'reset', streamId: payload.readUInt32BE(), status: payload.readUInt32BE(4) };
    case PING:
      return { type: 'ping', id: payload.readUInt32BE() };
    case GOAWAY:
      return { type: 'goaway' };
    default:
      return { type: 'other' };
  }
}

const isFin = (bytes: Buffer): boolean => ((bytes[4] ?? 0) & FIN) !== 0;
