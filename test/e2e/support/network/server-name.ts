/*
 * Reads the server name (SNI) of a TLS ClientHello: RFC 8446, section 4.1.2, and RFC 6066, section 3.
 */
const HELLO_START = 5 + 4 + 2 + 32;
const SERVER_NAME = 0;
const NAME_START = 5;

/** The server name in the first bytes of a TLS connection; undefined if there is none. */
export function serverNameOf(hello: Buffer): string | undefined {
  let at = HELLO_START;
  at += 1 + hello.readUInt8(at);
  at += 2 + hello.readUInt16BE(at);
  at += 1 + hello.readUInt8(at);
  const end = at + 2 + hello.readUInt16BE(at);
  for (at += 2; at < end; ) {
    const type = hello.readUInt16BE(at);
    const length = hello.readUInt16BE(at + 2);
    at += 4;
    if (type === SERVER_NAME) return hello.subarray(at + NAME_START, at + length).toString();
    at += length;
  }
  return undefined;
}
