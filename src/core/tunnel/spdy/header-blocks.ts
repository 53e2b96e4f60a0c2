/** The header of a zlib stream without a preset dictionary (RFC 1950). */
const ZLIB_HEADER = Buffer.of(0x78, 0x01);
const STORED = 0;

/**
 * Encodes the header blocks that one side of a connection sends. Together they form one zlib stream. This one consists of
 * stored blocks (RFC 1951, 3.2.4), because compression saves only a few dozen bytes and needs state. A reader handles
 * stored and compressed blocks alike. SPDY's dictionary applies only to streams that refer to it.
 */
export class HeaderBlocks {
  #started = false;

  /** Names must be lowercase. */
  encode(headers: Record<string, string>): Buffer {
    const entries = Object.entries(headers);
    const strings = entries.flat().flatMap((text) => [length32(text), Buffer.from(text)]);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(entries.length);
    const header = this.#started ? [] : [ZLIB_HEADER];
    this.#started = true;
    return Buffer.concat([...header, stored(Buffer.concat([count, ...strings])), FLUSH]);
  }
}

function length32(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(text));
  return length;
}

/** An empty block. It makes readers return all data so far, like zlib's Z_SYNC_FLUSH. */
const FLUSH = stored(Buffer.alloc(0));

function stored(bytes: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(STORED);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(~bytes.length & 0xffff, 3);
  return Buffer.concat([head, bytes]);
}
