/** After this time without an answer, the answer is overdue, in milliseconds. */
const OVERDUE_AFTER = 5_000;
/**
 * After this time without an answer, the peer counts as gone, in milliseconds. TCP by itself recovers within this time
 * from an interruption of about 20 s.
 */
const GONE_AFTER = 30_000;

/**
 * The number of pings to send. Kubernetes reads a connection with five workers, and each worker handles the frames of
 * every fifth id, including pings. A worker blocks forever if it has data for a stream that is not read any more, and all
 * frames behind that data wait. One ping for each worker detects this (moby/spdystream, `FRAME_WORKERS`).
 */
const WORKERS = 5;

export interface LivenessEvents {
  /** Sends a ping and returns its id. */
  ping: () => number;
  /** Called when an answer is overdue. */
  overdue: (error: Error) => void;
  /** Called when the peer counts as gone. */
  gone: (error: Error) => void;
}

/** Checks by pings that the peer exists and reads all data. */
export class Liveness {
  readonly #events: LivenessEvents;
  readonly #missing = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #overdue = false;

  constructor(events: LivenessEvents) {
    this.#events = events;
  }

  get overdue(): boolean {
    return this.#overdue;
  }

  /** Sends pings, unless it already waits for an answer. */
  ask(): void {
    if (this.#missing.size > 0) return;
    for (let worker = 0; worker < WORKERS; worker++) this.#missing.add(this.#events.ping());
    this.#timer = setTimeout(() => this.#reportOverdue(), OVERDUE_AFTER).unref();
  }

  #reportOverdue(): void {
    const error = new Error('the host does not respond to pings');
    this.#overdue = true;
    this.#timer = setTimeout(() => this.#events.gone(error), GONE_AFTER - OVERDUE_AFTER).unref();
    this.#events.overdue(error);
  }

  answered(id: number): void {
    if (this.#missing.delete(id) && this.#missing.size === 0) this.forget();
  }

  /** Stops waiting for an answer. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#missing.clear();
    this.#overdue = false;
  }
}
