import { formatSeconds } from '../core/duration.ts';

/** Shows on the last line of a terminal that work goes on, and for how long. */
export interface Spinner {
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Writes lines that are to stay. */
  above(write: () => void): void;
}

export const NO_SPINNER: Spinner = { during: (work) => work(), above: (write) => write() };

const FRAMES = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const EVERY = 100;
const CLEAR_LINE = '\r\x1b[K';

export function startSpinner(stream: NodeJS.WritableStream): Spinner {
  let working = 0;
  let frame = 0;
  let since = 0;
  const clear = () => working > 0 && stream.write(CLEAR_LINE);
  const draw = () => {
    if (working === 0) return;
    const time = formatSeconds(Date.now() - since);
    stream.write(`${CLEAR_LINE}${FRAMES[frame++ % FRAMES.length]} ${time}`);
  };
  return {
    async during(work) {
      since = Date.now();
      working += 1;
      const timer = setInterval(draw, EVERY).unref();
      try {
        return await work();
      } finally {
        clearInterval(timer);
        clear();
        working -= 1;
      }
    },
    above(write) {
      clear();
      write();
      draw();
    },
  };
}
