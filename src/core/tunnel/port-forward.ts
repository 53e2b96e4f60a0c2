import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { HostAccess } from '../kube/http/access.ts';
import { upgradeHost } from '../kube/http/upgrade.ts';
import { SpdyConnection } from './spdy/connection.ts';

export interface Pod {
  namespace: string;
  name: string;
}

/** More would make the loss of one connection felt by many, and one slow reader hold up more of the others. */
const STREAMS_PER_CONNECTION = 100;

/**
 * A way into a pod through the host's API server, as `kubectl port-forward` has it: many connections to its ports over
 * a few to the host. It needs the right to create `pods/portforward`.
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

  /** A connection to `port` of the pod. That nobody listens there shows as an error of the stream. */
  async open(port: number): Promise<Duplex> {
    const connection = await this.#connection();
    // Noticed soon even where nothing comes back.
    connection.ping();
    this.#requests += 1;
    const common = { port: String(port), requestid: String(this.#requests) };
    const errors = connection.open({ streamtype: 'error', ...common }, false).end();
    const data = connection.open({ streamtype: 'data', ...common }, true);
    text(errors).then(
      (message) => {
        if (!message) return;
        // What was said on the stream lies unread in the host, in the way of what comes after it.
        connection.retire();
        data.destroy(new Error(message.trim()));
      },
      (error: Error) => data.destroy(error),
    );
    data.once('close', () => errors.destroy());
    return data;
  }

  [Symbol.dispose](): void {
    for (const connection of this.#connections) connection.destroy(new Error('it is not used'));
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
