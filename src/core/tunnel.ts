import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from './host.ts';

export interface Tunnel extends AsyncDisposable {
  /** The port on 127.0.0.1. */
  port: number;
}

export interface TunnelOptions {
  /** Makes one connection to the other end. */
  dial: () => Promise<Duplex>;
  clock: Clock;
  debug: (message: string) => void;
  /** How long a local connection is held while dialling fails, in milliseconds. */
  hold?: number;
}

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1_000;

/**
 * Listens on a port of 127.0.0.1. A connection is accepted at once and held while the way is dialled anew, so that a
 * client sees latency and not "connection refused" while the other end is being replaced.
 */
export async function startTunnel(options: TunnelOptions): Promise<Tunnel> {
  const open = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (local) => {
    open.add(local);
    local.once('close', () => open.delete(local));
    join(local, options).catch((error: Error) => {
      options.debug(`connection given up: ${error.message}`);
      local.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

async function join(local: Socket, options: TunnelOptions): Promise<void> {
  local.on('error', (error) => options.debug(`local end: ${error.message}`));
  const remote = await dialPatiently(local, options);
  remote.on('error', (error) => options.debug(`far end: ${error.message}`));
  // It may have ended between being dialled and now, with nobody to hear of it.
  if (remote.destroyed) return void local.destroy();
  remote.once('close', () => local.destroySoon());
  local.once('close', () => remote.destroy());
  local.pipe(remote).pipe(local);
}

async function dialPatiently(
  local: Socket,
  { dial, clock, debug, hold = 30_000 }: TunnelOptions,
): Promise<Duplex> {
  const giveUp = clock.now() + hold;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await dial();
    } catch (error) {
      if (local.destroyed || clock.now() > giveUp) throw error;
      debug(`dialling again: ${(error as Error).message}`);
      await clock.sleep(pause);
    }
  }
}
