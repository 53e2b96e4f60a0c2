import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { HostAccess } from '../kube/http/access.ts';
import { upgradeHost } from '../kube/http/upgrade.ts';
import { SpdyConnection } from './spdy/connection.ts';

export interface Pod {
  namespace: string;
  name: string;
}

/** A limit, because a lost connection breaks all of its streams, and one slow reader can block all of them. */
const STREAMS_PER_CONNECTION = 100;

/**
 * Forwards connections to the ports of a pod through the host's API server, like `kubectl port-forward`. Carries many
 * connections over a few connections to the host. Needs the right to create `pods/portforward`.
 */
export class PortForward {
  readonly #access: HostAccess;
  readonly #pod: Pod;
  readonly #connections = new Set<SpdyConnection>();
  #dialling: Promise<SpdyConnection> | undefined;
  #requests = 0;

  constructor(access: HostAccess, pod: Pod) {
    this.#access = access;
    this.#pod = pod;
  }

  /** Opens a connection to `port` of the pod. The stream fails if no process listens on that port. */
  async open(port: number): Promise<Duplex> {
    const connection = await this.#connection();
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

  [Symbol.dispose](): void {
    for (const connection of this.#connections)
      connection.destroy(new Error('the connection is not used any more'));
  }

  #connection(): SpdyConnection | Promise<SpdyConnection> {
    for (const connection of this.#connections) {
      if (connection.usable && connection.size < 2 * STREAMS_PER_CONNECTION) return connection;
    }
    this.#dialling ??= this.#dial().finally(() => {
      this.#dialling = undefined;
    });
    return this.#dialling;
  }

  async #dial(): Promise<SpdyConnection> {
    const { namespace, name } = this.#pod;
    const transport = await upgradeHost(
      this.#access,
      `/api/v1/namespaces/${namespace}/pods/${name}/portforward`,
    );
    const connection = new SpdyConnection(transport);
    this.#connections.add(connection);
    transport.once('close', () => this.#connections.delete(connection));
    return connection;
  }
}
