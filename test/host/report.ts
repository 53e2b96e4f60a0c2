export interface Timing {
  step: string;
  seconds: number;
}

export interface Log {
  line(text: string): void;
  /** Replaces one line on a terminal. Without it, long steps write a line every 20 s. */
  live?(text: string): void;
}

export const silent: Log = { line: () => {} };

const since = (start: number): number => (performance.now() - start) / 1000;

/** Reports progress, and records how long each step takes. */
export class Report {
  readonly timings: Timing[] = [];
  readonly log: Log;
  readonly #start = performance.now();

  constructor(log: Log = silent) {
    this.log = log;
  }

  line(text: string): void {
    this.log.line(text);
  }

  /** `detail` returns the progress of a long step, in a few words. */
  async step<T>(step: string, work: () => Promise<T>, detail = () => ''): Promise<T> {
    const start = performance.now();
    const show = this.log.live ?? this.log.line;
    const every = this.log.live ? 1_000 : 20_000;
    const showProgress = () => show(`${step}: ${elapsed(since(start))} ${detail()}`.trim());
    const beat = setInterval(showProgress, every);
    try {
      return await work();
    } finally {
      clearInterval(beat);
      this.log.live?.('');
      this.timings.push({ step, seconds: since(start) });
    }
  }

  /** Returns all steps and the total. Parallel steps add up to more than the total. */
  finish(): Timing[] {
    return [...this.timings, { step: 'total', seconds: since(this.#start) }];
  }
}

export function elapsed(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m${whole % 60}s`;
}

export function timingTable(timings: readonly Timing[]): string {
  const width = Math.max(...timings.map(({ step }) => step.length));
  return timings
    .map(({ step, seconds }) => `${step.padEnd(width)}  ${seconds.toFixed(1).padStart(8)} s`)
    .join('\n');
}
