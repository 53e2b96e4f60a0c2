import { Duplex } from 'node:stream';

/** How much unread data a stream buffers before it delays others, in bytes. */
const LARGEST_BACKLOG = 4_194_304;

/** What a stream needs from its connection. */
export interface StreamWriter {
  data(id: number, data: Buffer, done: (error?: Error | null) => void): void;
  fin(id: number, done: (error?: Error | null) => void): void;
  /** The reader is ready for more data. */
  drained(id: number): void;
  /** The stream is closed. `whole` is true if both sides had ended it. */
  closed(id: number, whole: boolean): void;
}

/** One stream of a connection. Carries bytes in both directions, and each direction ends separately. */
export class SpdyStream extends Duplex {
  readonly id: number;
  readonly expectsAnswer: boolean;
  /** Whether the stream expects an answer and has received no data. */
  unanswered: boolean;
  readonly #writer: StreamWriter;

  constructor(id: number, writer: StreamWriter, expectsAnswer: boolean) {
    super({ readableHighWaterMark: LARGEST_BACKLOG });
    this.id = id;
    this.expectsAnswer = expectsAnswer;
    this.unanswered = expectsAnswer;
    this.#writer = writer;
  }

  override _read(): void {
    this.#writer.drained(this.id);
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#writer.data(this.id, chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#writer.fin(this.id, done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#writer.closed(this.id, this.readableEnded && this.writableFinished);
    done(error);
  }
}
