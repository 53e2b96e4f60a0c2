import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../runtime.ts';
import { Recovery, Undecided } from './recovery.ts';
import { StateLostError } from './state-lost.ts';

export interface Tunnel extends AsyncDisposable {
  /** The port on 127.0.0.1. */
  port: number;
}

export interface TunnelOptions {
  /** Opens one connection to the remote end. */
  dial: () => Promise<Duplex>;
  clock: Clock;
  debug: (message: string) => void;
  /** How long a local connection waits while dialling fails, in milliseconds. Default: one minute. */
  hold?: number;
  /** The longest pause between two dials, in milliseconds. Default: one second. */
  longestPause?: number;
  /** Returns a number from 0 to 1, as `Math.random` does. */
  random?: () => number;
}

/**
 * The most bytes to buffer before the first response. A TLS client sends fewer. A client that sends more has to wait.
 */
const LARGEST_BUFFER = 65_536;

/**
 * Listens on a port of 127.0.0.1. Accepts each connection immediately and holds it while dialling is retried. A client
 * sees latency instead of "connection refused" while the remote end is being replaced. A connection on which the client
 * sends nothing is never dialled. Stops to listen when dialling fails with a `StateLostError`.
 */
export async function startTunnel(options: TunnelOptions): Promise<Tunnel> {
  const open = new Set<Socket>();
  const recovery = new Recovery(options);
  const end = () => {
    // First, because a client that has seen its connection end connects again immediately.
    server.close();
    for (const socket of open) socket.destroy();
  };
  const server = createServer({ noDelay: true }, (local) => {
    open.add(local);
    local.once('close', () => open.delete(local));
    join(local, recovery, options).catch((error: Error) => {
      options.debug(`connection given up: ${error.message}`);
      // From then on clients get "connection refused", because they try again for long after any other error.
      if (error instanceof StateLostError) end();
      else local.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      end();
    },
  };
}

async function join(
  local: Socket,
  recovery: Recovery,
  { clock, debug, dial, hold = 60_000 }: TunnelOptions,
): Promise<void> {
  local.on('error', (error) => debug(`local end: ${error.message}`));
  const request = new FirstRequest(local, debug);
  if (!(await request.hasBegun())) return void local.destroy();
  const giveUp = clock.monotonic() + hold;
  for (;;) {
    const remote = await recovery.attempt(() => attempt(local, request, dial));
    if (!(remote instanceof Error)) return request.answered(remote);
    const isOver = clock.monotonic() > giveUp || remote instanceof StateLostError;
    if (isOver || local.destroyed) throw remote;
    debug(`dialling again: ${remote.message}`);
  }
}

/** Returns the remote end after its first bytes, or the error if it cannot be dialled or closes before it sends any. */
async function attempt(
  local: Socket,
  request: FirstRequest,
  dial: () => Promise<Duplex>,
): Promise<Duplex | Error> {
  try {
    const remote = await dial();
    if (await request.isAnswered(remote)) return remote;
    return local.destroyed
      ? new Undecided('the client closed before the remote end responded')
      : new Error('the remote end closed before it responded');
  } catch (error) {
    return error as Error;
  }
}

/**
 * The bytes that a client has sent without a response so far: the start of a TLS handshake. A port-forward opens even if
 * no process listens on the port, and fails a moment later. These bytes are then sent again on the next connection.
 */
class FirstRequest {
  readonly #local: Socket;
  readonly #debug: (message: string) => void;
  readonly #sent: Buffer[] = [];
  readonly #remember = (chunk: Buffer): void => {
    this.#sent.push(chunk);
    if (this.#sent.reduce((sum, { length }) => sum + length, 0) > LARGEST_BUFFER)
      this.#local.pause();
  };

  constructor(local: Socket, debug: (message: string) => void) {
    this.#local = local;
    this.#debug = debug;
    // Starts to read immediately: otherwise nothing detects that the client has disconnected.
    local.on('data', this.#remember).resume();
  }

  /** Returns whether the client sends anything before it ends or closes. A TLS client always speaks first. */
  async hasBegun(): Promise<boolean> {
    const local = this.#local;
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const event of ['data', 'end', 'close']) local.once(event, resolve);
    await promise;
    for (const event of ['data', 'end', 'close']) local.off(event, resolve);
    return this.#sent.length > 0;
  }

  async isAnswered(remote: Duplex): Promise<boolean> {
    const abandon = () => void remote.destroy();
    this.#local.once('close', abandon);
    remote.on('error', (error) => this.#debug(`remote end: ${error.message}`));
    for (const chunk of this.#sent) remote.write(chunk);
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

  /** Connects the two ends directly. Stops buffering. */
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
