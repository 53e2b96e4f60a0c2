import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import type { VirtualApi } from './virtual-api.ts';

/** A client that has asked for a large response and reads only the beginning of it. */
export interface StalledReader extends Disposable {
  /** Reads the rest. Returns the size of the body in bytes, and whether it is complete JSON. */
  finish(): Promise<{ size: number; complete: boolean }>;
}

/** Sends a GET for `path`, and stops to read as soon as the response begins. */
export async function stalledReader(
  { server, tls }: VirtualApi,
  path: string,
): Promise<StalledReader> {
  const socket = connect({ ...tls, host: server.hostname, port: Number(server.port) });
  await once(socket, 'secureConnect');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // HTTP/1.0: the response has no chunks, and the connection ends with it.
  socket.write(`GET ${path} HTTP/1.0\r\nHost: ${server.host}\r\n\r\n`);
  await once(socket, 'data');
  socket.pause();
  return {
    async finish() {
      socket.resume();
      await Promise.race([once(socket, 'close'), sleep(60_000, undefined, { ref: false })]);
      const all = Buffer.concat(chunks);
      const body = all.subarray(all.indexOf('\r\n\r\n') + 4);
      return { size: body.length, complete: isJson(body.toString()) };
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
