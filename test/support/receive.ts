import type { Readable } from 'node:stream';

/** Reads at least `length` bytes of a stream, or all of it if it is shorter, and then stops. */
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
