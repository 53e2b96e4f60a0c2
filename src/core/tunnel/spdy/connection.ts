import type { Duplex } from 'node:stream';
import { CANCEL, dataHead, type Frame, FrameReader, ping, rstStream, synStream } from './frames.ts';
import { HeaderBlocks } from './header-blocks.ts';
import { Liveness } from './liveness.ts';
import { SpdyStream, type StreamWriter } from './stream.ts';

/** In milliseconds. */
const PING_PERIOD = 10_000;

/**
 * SPDY has no flow control that Kubernetes would heed: what a stream's reader leaves lying is kept up to here, in bytes,
 * and then the whole connection waits for it. So new streams go to another connection meanwhile.
 */
const LARGEST_BACKLOG = 4_194_304;

/** The client's end of a SPDY/3.1 connection. It ends with its transport, and with a peer that answers no ping. */
export class SpdyConnection {
  readonly #transport: Duplex;
  readonly #frames = new FrameReader();
  readonly #headerBlocks = new HeaderBlocks();
  readonly #streams = new Map<number, SpdyStream>();
  readonly #congested = new Set<number>();
  readonly #pings: NodeJS.Timeout;
  #nextStream = 1;
  #nextPing = 1;
  /** Takes no new streams. */
  #retired = false;

  constructor(transport: Duplex) {
    this.#transport = transport;
    transport.on('data', (chunk: Buffer) => this.#receive(chunk));
    transport.once('error', (error) => this.destroy(error));
    transport.once('close', () => this.destroy(new Error('the connection to the host ended')));
    this.#pings = setInterval(() => this.ping(), PING_PERIOD).unref();
  }

  get size(): number {
    return this.#streams.size;
  }

  /** Whether a new stream would get through at once. */
  get usable(): boolean {
    const hindered = this.#retired || this.#liveness.doubted || this.#congested.size > 0;
    return !this.#transport.destroyed && !hindered;
  }

  /**
   * Opens a stream; what is written to it goes out without waiting for the peer's consent. One that expects an answer
   * breaks as soon as the peer is doubted.
   */
  open(headers: Record<string, string>, expectsAnswer: boolean): SpdyStream {
    const id = this.#nextStream;
    this.#nextStream += 2;
    const stream = new SpdyStream(id, this.#writer, expectsAnswer);
    this.#streams.set(id, stream);
    this.#transport.write(synStream(id, this.#headerBlocks.encode(headers)));
    return stream;
  }

  /** Finds out whether the peer is there. */
  ping(): void {
    // Behind a backlog an answer would not be read.
    if (!this.#transport.destroyed && this.#congested.size === 0) this.#liveness.ask();
  }

  /** Takes no new streams from now on, and ends with the last one. */
  retire(): void {
    this.#retired = true;
    this.ping();
    this.#endIfUnused();
  }

  #endIfUnused(): void {
    if (this.#retired && this.#streams.size === 0) this.destroy(new Error('it is not used'));
  }

  readonly #liveness = new Liveness({
    ping: () => {
      const id = this.#nextPing;
      this.#nextPing += 2;
      this.#transport.write(ping(id));
      return id;
    },
    // New streams go elsewhere meanwhile; those without an answer can be opened there again.
    doubt: (error) => {
      for (const stream of [...this.#streams.values()])
        if (stream.unanswered) stream.destroy(error);
    },
    gone: (error) => this.destroy(error),
  });

  /** Ends all streams with `error`. */
  destroy(error: Error): void {
    clearInterval(this.#pings);
    this.#liveness.forget();
    this.#transport.destroy();
    for (const stream of [...this.#streams.values()]) stream.destroy(error);
  }

  readonly #writer: StreamWriter = {
    data: (id, data, done) => {
      this.#transport.cork();
      this.#transport.write(dataHead(id, data.length));
      this.#transport.write(data, done);
      this.#transport.uncork();
    },
    fin: (id, done) => void this.#transport.write(dataHead(id, 0, true), done),
    drained: (id) => {
      if (this.#congested.delete(id) && this.#congested.size === 0) this.#transport.resume();
    },
    closed: (id, whole) => {
      this.#streams.delete(id);
      this.#writer.drained(id);
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

  /** Odd ones are answers to ours. */
  #pinged(id: number): void {
    if (id % 2 === 0) this.#transport.write(ping(id));
    else this.#liveness.answered(id);
  }

  #deliver({ streamId, data, fin }: Extract<Frame, { type: 'data' }>): void {
    const stream = this.#streams.get(streamId);
    if (!stream || stream.readableEnded) return;
    if (data.length > 0) stream.unanswered = false;
    if (data.length > 0 && !stream.push(data) && stream.readableLength > LARGEST_BACKLOG) {
      this.#congested.add(streamId);
      this.#transport.pause();
      // Its answers are not read now.
      this.#liveness.forget();
    }
    if (fin) stream.push(null);
  }
}
