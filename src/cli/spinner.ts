const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const PERIOD = 80;
const CLEAR_LINE = '\r\x1b[K';

/** An animated status line at the bottom of a terminal. Prints nothing if the stream is not a terminal, or in CI. */
export class Spinner {
  readonly #stream: NodeJS.WriteStream;
  readonly #lively: boolean;
  #text: string | undefined;
  #frame = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv) {
    this.#stream = stream;
    this.#lively = stream.isTTY && !env.NO_COLOR && !env.CI;
  }

  start(text: string): void {
    if (!this.#lively) return;
    this.#text = text;
    this.#timer ??= setInterval(() => this.#draw(), PERIOD).unref();
    this.#draw();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#clear();
    this.#text = undefined;
  }

  /** Prints a line above the status line. */
  print(line: string): void {
    this.#clear();
    this.#stream.write(`${line}\n`);
    if (this.#text !== undefined) this.#draw();
  }

  #clear(): void {
    if (this.#text !== undefined) this.#stream.write(CLEAR_LINE);
  }

  #draw(): void {
    const frame = FRAMES[this.#frame++ % FRAMES.length];
    // Truncated, because a line that wraps cannot be cleared.
    const line = `${frame} ${this.#text}`.slice(0, (this.#stream.columns || 80) - 1);
    this.#stream.write(`${CLEAR_LINE}${line}`);
  }
}
