/** The begin of a zlib stream without a preset dictionary (RFC 1950). */
const ZLIB_BEGIN = Buffer.of(0x78, 0x01);
const STORED = 0;

/**
 * The header blocks that one side of a connection sends, which are one zlib stream together. Ours is made of stored
 * blocks (RFC 1951, 3.2.4): a reader cannot tell them from compressed ones, and a few dozen bytes are not worth the
 * state of a compressor. SPDY's dictionary is only for streams that name it.
 */
export class HeaderBlocks {
  #begun = false;

  /** Names have to be in lower case. */
  encode(headers: Record<string, string>): Buffer {
    const entries = Object.entries(headers);
    const strings = entries.flat().flatMap((text) => [length32(text), Buffer.from(text)]);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(entries.length);
    const begin = this.#begun ? [] : [ZLIB_BEGIN];
    this.#begun = true;
    return Buffer.concat([...begin, stored(Buffer.concat([count, ...strings])), FLUSH]);
  }
}

function length32(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(text));
  return length;
}

/** A block without content: readers hand out what they have when they meet one, as after zlib's Z_SYNC_FLUSH. */
const FLUSH = stored(Buffer.alloc(0));

function stored(bytes: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(STORED);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(~bytes.length & 0xffff, 3);
  return Buffer.concat([head, bytes]);
}
