import type { Duplex } from 'node:stream';

/**
 * How long a reader that reads nothing may delay other streams, in milliseconds. Its data is in the buffers of this
 * stream and of the operating system by then, several megabytes that it has not taken.
 */
const LONGEST_STALL = 2_000;

export interface CongestionEvents {
  /** Stop reading the connection. */
  pause: () => void;
  resume: () => void;
  /** Whether other streams wait while the stream with this id is not read. */
  delaysOthers: (id: number) => boolean;
}

/**
 * Kubernetes ignores the flow control of SPDY. If the buffer of a stream is full, the whole connection waits for the
 * reader of that stream. A slow reader delays the others; a reader that stands still loses its stream.
 */
export class Congestion {
  readonly #events: CongestionEvents;
  readonly #stalls = new Map<number, NodeJS.Timeout>();

  constructor(events: CongestionEvents) {
    this.#events = events;
  }

  get blocks(): boolean {
    return this.#stalls.size > 0;
  }

  /** Stops the connection until the reader of `stream` has read something. */
  add(id: number, stream: Duplex): void {
    if (this.#stalls.has(id)) return;
    const check = () => {
      if (this.#events.delaysOthers(id))
        stream.destroy(new Error('its reader stands still and delays other connections'));
    };
    this.#stalls.set(id, setInterval(check, LONGEST_STALL).unref());
    this.#events.pause();
  }

  drained(id: number): void {
    clearInterval(this.#stalls.get(id));
    if (this.#stalls.delete(id) && this.#stalls.size === 0) this.#events.resume();
  }

  /** Stops waiting for readers, because the connection has ended. */
  forget(): void {
    for (const stall of this.#stalls.values()) clearInterval(stall);
    this.#stalls.clear();
  }
}
