/** In milliseconds. A peer that does not answer for so long is doubted. */
const DOUBT_AFTER = 5_000;
/** Then it counts as gone. Until here TCP gets by itself over a line that was broken for some 20 s. */
const GONE_AFTER = 30_000;

/**
 * Kubernetes reads a connection with five workers, each of which has the frames of every fifth id, pings too. A worker
 * stands still when it has data for a stream that nobody reads any more, and all that comes behind waits for ever. So
 * as many pings are sent, one for each (moby/spdystream, `FRAME_WORKERS`).
 */
const WORKERS = 5;

export interface LivenessEvents {
  /** Sends a ping and gives its id. */
  ping: () => number;
  /** Called when an answer is overdue. */
  doubt: (error: Error) => void;
  /** Called when it will not come any more. */
  gone: (error: Error) => void;
}

/** Whether the peer is there, and reads all that it is sent. */
export class Liveness {
  readonly #events: LivenessEvents;
  readonly #missing = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #doubted = false;

  constructor(events: LivenessEvents) {
    this.#events = events;
  }

  get doubted(): boolean {
    return this.#doubted;
  }

  /** Asks, unless an answer is awaited already. */
  ask(): void {
    if (this.#missing.size > 0) return;
    for (let worker = 0; worker < WORKERS; worker++) this.#missing.add(this.#events.ping());
    this.#timer = setTimeout(() => this.#doubt(), DOUBT_AFTER).unref();
  }

  #doubt(): void {
    const error = new Error('the host answers no ping');
    this.#doubted = true;
    this.#timer = setTimeout(() => this.#events.gone(error), GONE_AFTER - DOUBT_AFTER).unref();
    this.#events.doubt(error);
  }

  answered(id: number): void {
    if (this.#missing.delete(id) && this.#missing.size === 0) this.forget();
  }

  /** Awaits no answer any more. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#missing.clear();
    this.#doubted = false;
  }
}
