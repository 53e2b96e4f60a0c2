import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { OpenTransport } from './open-transport.ts';
import { SpdyConnection } from './spdy/connection.ts';

export interface Pod {
  namespace: string;
  name: string;
}

/** A limit, because a lost connection breaks all of its streams, and one slow reader can delay all of them. */
const STREAMS_PER_CONNECTION = 100;

/** A connection to the host. Streams reserve their places before it is open, so that a burst keeps the limit. */
interface Carrier {
  opening: Promise<SpdyConnection>;
  /** Undefined until it is open. */
  connection?: SpdyConnection;
  places: number;
}

/**
 * Forwards connections to the ports of a pod through the host's API server, like `kubectl port-forward`. Carries many
 * connections over a few connections to the host. Needs the right to create `pods/portforward`.
 */
export class PortForward {
  readonly #openTransport: OpenTransport;
  readonly #pod: Pod;
  readonly #carriers = new Set<Carrier>();
  #requests = 0;

  constructor(openTransport: OpenTransport, pod: Pod) {
    this.#openTransport = openTransport;
    this.#pod = pod;
  }

  /** Opens a connection to `port` of the pod. The stream fails if no process listens on that port. */
  async open(port: number): Promise<Duplex> {
    const carrier = this.#reserve();
    try {
      const stream = this.#openOn(await carrier.opening, port);
      return stream.once('close', () => this.#release(carrier));
    } catch (error) {
      this.#release(carrier);
      throw error;
    }
  }

  [Symbol.dispose](): void {
    const end = (connection: SpdyConnection) =>
      connection.destroy(new Error('the connection is not used any more'));
    for (const { opening } of this.#carriers) opening.then(end, () => {});
  }

  #openOn(connection: SpdyConnection, port: number): Duplex {
    // Detects a lost connection soon, even if the pod sends nothing.
    connection.ping();
    this.#requests += 1;
    const common = { port: String(port), requestid: String(this.#requests) };
    const errors = connection.open({ streamtype: 'error', ...common }, false).end();
    const data = connection.open({ streamtype: 'data', ...common }, true);
    text(errors).then(
      (message) => {
        if (!message) return;
        // The host does not read the data that was sent on this stream, and that data blocks later data.
        connection.retire();
        data.destroy(new Error(message.trim()));
      },
      (error: Error) => data.destroy(error),
    );
    data.once('close', () => errors.destroy());
    return data;
  }

  #reserve(): Carrier {
    const carrier = [...this.#carriers].find(hasRoom) ?? this.#dial();
    carrier.places += 1;
    return carrier;
  }

  /** Ends a connection without streams if another one has room, so that a burst leaves one connection. */
  #release(carrier: Carrier): void {
    carrier.places -= 1;
    const others = [...this.#carriers].filter((other) => other !== carrier);
    if (carrier.places === 0 && others.some(hasRoom)) carrier.connection?.retire();
  }

  #dial(): Carrier {
    const { namespace, name } = this.#pod;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/portforward`;
    const opening = this.#openTransport(path).then((transport) => {
      carrier.connection = new SpdyConnection(transport);
      transport.once('close', () => this.#carriers.delete(carrier));
      return carrier.connection;
    });
    const carrier: Carrier = { opening, places: 0 };
    this.#carriers.add(carrier);
    opening.catch(() => this.#carriers.delete(carrier));
    return carrier;
  }
}

const hasRoom = ({ connection, places }: Carrier): boolean =>
  places < STREAMS_PER_CONNECTION && (connection?.usable ?? true);
