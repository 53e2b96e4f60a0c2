import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../core/runtime.ts';

const POLL = 250;

/**
 * A lock that one process of this machine can hold. It is the address of a local socket, so that the operating system frees it
 * when the process ends, however it ends.
 */
export class Lock implements AsyncDisposable {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Takes the lock of `path`; returns undefined if another process holds it. */
  static async tryTake(path: string): Promise<Lock | undefined> {
    const address = addressOf(path);
    const server = createServer((socket) => socket.destroy());
    try {
      await once(server.listen(address).unref(), 'listening');
      return new Lock(server);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
    if (await isServed(address)) return undefined;
    await rm(address, { force: true });
    return undefined;
  }

  /** Waits for the lock of `path`. Calls `onWait` once, if another process holds it. */
  static async take(
    path: string,
    clock: Pick<Clock, 'sleep'>,
    signal: AbortSignal,
    onWait: () => void,
  ): Promise<Lock> {
    for (let attempt = 0; ; attempt++) {
      const lock = await Lock.tryTake(path);
      if (lock) return lock;
      if (attempt === 1) onWait();
      await clock.sleep(POLL, signal);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Linux and Windows have addresses outside of the file system, of which nothing remains when the process ends. */
function addressOf(path: string, platform = process.platform): string {
  const name = `ephemeral-vcluster-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
  if (platform === 'linux') return `\0${name}`;
  return platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

/** Whether a process listens at an address, in place of a file that one has left. */
async function isServed(address: string): Promise<boolean> {
  const socket = connect(address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return address.startsWith('\0') || address.startsWith('\\');
  } finally {
    socket.destroy();
  }
}
