import type { Duplex } from 'node:stream';
import { CANCEL, dataHead, type Frame, FrameReader, ping, rstStream, synStream } from './frames.ts';
import { HeaderBlocks } from './header-blocks.ts';
import { SpdyStream, type StreamWriter } from './stream.ts';

/** In milliseconds. */
const PING_PERIOD = 10_000;
/** A peer that is silent for so long is doubted: new streams go elsewhere, and those without an answer yet break. */
const DOUBT_AFTER = 5_000;
/** Then it counts as gone. Until here TCP gets by itself over a line that was broken for some 20 s. */
const GONE_AFTER = 30_000;

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
  #silence: NodeJS.Timeout | undefined;
  #doubted = false;
  #goneAway = false;

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
    const hindered = this.#goneAway || this.#doubted || this.#congested.size > 0;
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
    if (this.#silence || this.#transport.destroyed || this.#congested.size > 0) return;
    this.#transport.write(ping(this.#nextPing));
    this.#nextPing += 2;
    this.#silence = setTimeout(() => this.#doubt(), DOUBT_AFTER).unref();
  }

  #doubt(): void {
    const silent = new Error('the host answers no ping');
    this.#doubted = true;
    this.#silence = setTimeout(() => this.destroy(silent), GONE_AFTER - DOUBT_AFTER).unref();
    for (const stream of [...this.#streams.values()]) if (stream.unanswered) stream.destroy(silent);
  }

  /** Ends all streams with `error`. */
  destroy(error: Error): void {
    clearInterval(this.#pings);
    clearTimeout(this.#silence);
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
    },
  };

  #receive(chunk: Buffer): void {
    this.#heard();
    for (const frame of this.#frames.read(chunk)) this.#handle(frame);
  }

  /** Whatever comes shows that the peer is there. */
  #heard(): void {
    clearTimeout(this.#silence);
    this.#silence = undefined;
    this.#doubted = false;
  }

  #handle(frame: Frame): void {
    if (frame.type === 'data') this.#deliver(frame);
    if (frame.type === 'reset') {
      this.#streams.get(frame.streamId)?.destroy(new Error('the host reset the stream'));
    }
    // Odd ones are answers to ours.
    if (frame.type === 'ping' && frame.id % 2 === 0) this.#transport.write(ping(frame.id));
    if (frame.type === 'goaway') this.#goneAway = true;
  }

  #deliver({ streamId, data, fin }: Extract<Frame, { type: 'data' }>): void {
    const stream = this.#streams.get(streamId);
    if (!stream || stream.readableEnded) return;
    if (data.length > 0) stream.unanswered = false;
    if (data.length > 0 && !stream.push(data) && stream.readableLength > LARGEST_BACKLOG) {
      this.#congested.add(streamId);
      this.#transport.pause();
      this.#heard();
    }
    if (fin) stream.push(null);
  }
}
