import type { Duplex } from 'node:stream';
import { Congestion } from './congestion.ts';
import { CANCEL, dataHead, type Frame, FrameReader, ping, rstStream, synStream } from './frames.ts';
import { HeaderBlocks } from './header-blocks.ts';
import { Liveness } from './liveness.ts';
import { SpdyStream, type StreamWriter } from './stream.ts';

/** In milliseconds. */
const PING_PERIOD = 10_000;

/** The client's end of a SPDY/3.1 connection. Ends with its transport, or if the peer does not respond to pings. */
export class SpdyConnection {
  readonly #transport: Duplex;
  readonly #frames = new FrameReader();
  readonly #headerBlocks = new HeaderBlocks();
  readonly #streams = new Map<number, SpdyStream>();
  readonly #pings: NodeJS.Timeout;
  #nextStream = 1;
  #nextPing = 1;
  /** Whether new streams are refused. */
  #retired = false;

  constructor(transport: Duplex) {
    this.#transport = transport;
    transport.on('data', (chunk: Buffer) => this.#receive(chunk));
    transport.once('error', (error) => this.destroy(error));
    transport.once('close', () => this.destroy(new Error('the connection to the host ended')));
    this.#pings = setInterval(() => this.ping(), PING_PERIOD).unref();
  }

  /** Whether a new stream can send immediately. */
  get usable(): boolean {
    const blocked = this.#retired || this.#liveness.overdue || this.#congestion.blocks;
    return !this.#transport.destroyed && !blocked;
  }

  /**
   * Opens a stream. Sends its data without waiting for the peer's reply. A stream with `expectsAnswer` fails if it has
   * received nothing when the peer's answer to a ping is overdue.
   */
  open(headers: Record<string, string>, expectsAnswer: boolean): SpdyStream {
    const id = this.#nextStream;
    this.#nextStream += 2;
    const stream = new SpdyStream(id, this.#writer, expectsAnswer);
    this.#streams.set(id, stream);
    this.#transport.write(synStream(id, this.#headerBlocks.encode(headers)));
    return stream;
  }

  /** Checks whether the peer responds. */
  ping(): void {
    // While a stream is congested, the connection reads no answers.
    if (!this.#transport.destroyed && !this.#congestion.blocks) this.#liveness.ask();
  }

  /** Refuses new streams from now on, and ends the connection after the last one. */
  retire(): void {
    this.#retired = true;
    this.ping();
    this.#endIfUnused();
  }

  #endIfUnused(): void {
    if (this.#retired && this.#streams.size === 0)
      this.destroy(new Error('the connection is not used any more'));
  }

  readonly #liveness = new Liveness({
    ping: () => {
      const id = this.#nextPing;
      this.#nextPing += 2;
      this.#transport.write(ping(id));
      return id;
    },
    // New streams use another connection. Unanswered streams fail, so that the caller can open them there again.
    overdue: (error) => {
      for (const stream of [...this.#streams.values()])
        if (stream.unanswered) stream.destroy(error);
    },
    gone: (error) => this.destroy(error),
  });

  /** Ends all streams with `error`. */
  destroy(error: Error): void {
    clearInterval(this.#pings);
    this.#liveness.forget();
    this.#congestion.forget();
    this.#transport.destroy();
    for (const stream of [...this.#streams.values()]) stream.destroy(error);
  }

  readonly #congestion = new Congestion({
    pause: () => {
      this.#transport.pause();
      // The connection reads no answers to pings now.
      this.#liveness.forget();
    },
    resume: () => void this.#transport.resume(),
    delaysOthers: (id) =>
      [...this.#streams.values()].some((stream) => stream.expectsAnswer && stream.id !== id),
  });

  readonly #writer: StreamWriter = {
    data: (id, data, done) => {
      this.#transport.cork();
      this.#transport.write(dataHead(id, data.length));
      this.#transport.write(data, done);
      this.#transport.uncork();
    },
    fin: (id, done) => void this.#transport.write(dataHead(id, 0, true), done),
    drained: (id) => this.#congestion.drained(id),
    closed: (id, whole) => {
      this.#streams.delete(id);
      this.#congestion.drained(id);
      if (!whole && !this.#transport.destroyed) this.#transport.write(rstStream(id, CANCEL));
      this.#endIfUnused();
    },
  };

  #receive(chunk: Buffer): void {
    for (const frame of this.#frames.read(chunk)) this.#handle(frame);
  }

  #handle(frame: Frame): void {
    if (frame.type === 'data') this.#deliver(frame);
    if (frame.type === 'reset') {
      this.#streams.get(frame.streamId)?.destroy(new Error('the host reset the stream'));
    }
    if (frame.type === 'ping') this.#pinged(frame.id);
    if (frame.type === 'goaway') this.retire();
  }

  /** Odd ids are answers to our pings. Even ids are pings of the peer. */
  #pinged(id: number): void {
    if (id % 2 === 0) this.#transport.write(ping(id));
    else this.#liveness.answered(id);
  }

  #deliver({ streamId, data, fin }: Extract<Frame, { type: 'data' }>): void {
    const stream = this.#streams.get(streamId);
    if (!stream || stream.readableEnded) return;
    if (data.length > 0) stream.unanswered = false;
    if (data.length > 0 && !stream.push(data)) this.#congestion.add(streamId, stream);
    if (fin) stream.push(null);
  }
}
