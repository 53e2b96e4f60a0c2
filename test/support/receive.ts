import type { Readable } from 'node:stream';

/** The first `length` bytes of a stream, or fewer where it ends before; it is read no further. */
export async function receive(stream: Readable, length: number): Promise<Buffer> {
  const received: Buffer[] = [];
  let sum = 0;
  for await (const chunk of stream) {
    received.push(chunk);
    sum += chunk.length;
    if (sum >= length) break;
  }
  return Buffer.concat(received);
}
