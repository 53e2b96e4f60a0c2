import { Duplex } from 'node:stream';

/** What a stream asks of its connection. */
export interface StreamWriter {
  data(id: number, data: Buffer, done: (error?: Error | null) => void): void;
  fin(id: number, done: (error?: Error | null) => void): void;
  /** The reader wants more. */
  drained(id: number): void;
  /** Nobody uses it any more; `whole` where both sides had ended. */
  closed(id: number, whole: boolean): void;
}

/** One of the streams of a connection: bytes both ways, each way with an end of its own. */
export class SpdyStream extends Duplex {
  readonly id: number;
  /** Whether nothing has come from a peer that has to say something. */
  unanswered: boolean;
  readonly #writer: StreamWriter;

  constructor(id: number, writer: StreamWriter, expectsAnswer: boolean) {
    super();
    this.id = id;
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
