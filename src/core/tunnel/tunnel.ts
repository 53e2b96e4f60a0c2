import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../runtime.ts';
import { Recovery } from './recovery.ts';

export interface Tunnel extends AsyncDisposable {
  /** The port on 127.0.0.1. */
  port: number;
}

export interface TunnelOptions {
  /** Makes one connection to the other end. */
  dial: () => Promise<Duplex>;
  clock: Clock;
  debug: (message: string) => void;
  /** How long a local connection is held while dialling fails, in milliseconds. Default a minute. */
  hold?: number;
  /** The longest pause between two dials, in milliseconds. */
  longestPause?: number;
}

/** A TLS client says less than this before it is answered; one that says more is made to wait. */
const LONGEST_SPEECH = 65_536;

/**
 * Listens on a port of 127.0.0.1. A connection is accepted at once and held while the way is dialled anew, so that a
 * client sees latency and not "connection refused" while the other end is being replaced.
 */
export async function startTunnel(options: TunnelOptions): Promise<Tunnel> {
  const open = new Set<Socket>();
  const recovery = new Recovery(options);
  const server = createServer({ noDelay: true }, (local) => {
    open.add(local);
    local.once('close', () => open.delete(local));
    join(local, recovery, options).catch((error: Error) => {
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

async function join(
  local: Socket,
  recovery: Recovery,
  { clock, debug, dial, hold = 60_000 }: TunnelOptions,
): Promise<void> {
  local.on('error', (error) => debug(`local end: ${error.message}`));
  const speech = new FirstSpeech(local, debug);
  const giveUp = clock.now() + hold;
  for (;;) {
    const remote = await recovery.attempt(() => attempt(speech, dial));
    if (!(remote instanceof Error)) return speech.answered(remote);
    if (clock.now() > giveUp || local.destroyed) throw remote;
    debug(`dialling again: ${remote.message}`);
  }
}

/** The other end once it has answered, or why it cannot be dialled or ended before it said anything. */
async function attempt(speech: FirstSpeech, dial: () => Promise<Duplex>): Promise<Duplex | Error> {
  try {
    const remote = await dial();
    return (await speech.isAnswered(remote)) ? remote : new Error('it ended before it answered');
  } catch (error) {
    return error as Error;
  }
}

/**
 * What a client said and nobody has answered. A port-forward opens also towards a port where nobody listens, and fails
 * a moment later; the client's words, the begin of a TLS handshake, are then said again to the next one.
 */
class FirstSpeech {
  readonly #local: Socket;
  readonly #debug: (message: string) => void;
  readonly #said: Buffer[] = [];
  readonly #remember = (chunk: Buffer): void => {
    this.#said.push(chunk);
    if (this.#said.reduce((sum, { length }) => sum + length, 0) > LONGEST_SPEECH)
      this.#local.pause();
  };

  constructor(local: Socket, debug: (message: string) => void) {
    this.#local = local;
    this.#debug = debug;
    // Read at once: a client that goes is noticed by that alone.
    local.on('data', this.#remember).resume();
  }

  async isAnswered(remote: Duplex): Promise<boolean> {
    const abandon = () => void remote.destroy();
    this.#local.once('close', abandon);
    remote.on('error', (error) => this.#debug(`far end: ${error.message}`));
    for (const chunk of this.#said) remote.write(chunk);
    this.#local.pipe(remote, { end: false });
    const { promise, resolve } = Promise.withResolvers<boolean>();
    remote.once('readable', () => resolve(remote.readableLength > 0));
    remote.once('close', () => resolve(false));
    if (remote.destroyed || this.#local.destroyed) resolve(false);
    const answered = await promise;
    if (!answered) {
      this.#local.off('close', abandon).unpipe(remote);
      remote.destroy();
    }
    return answered;
  }

  /** From now on the two ends talk by themselves. */
  answered(remote: Duplex): void {
    const local = this.#local;
    local.off('data', this.#remember);
    local.once('end', () => remote.end());
    remote.once('close', () => local.destroySoon());
    remote.pipe(local);
    local.resume();
    if (remote.destroyed) local.destroySoon();
  }
}
