import type { Duplex } from 'node:stream';
import type { HostAccess } from '../kube/http/access.ts';
import { HostError } from '../kube/http/request.ts';
import { UnreachableError } from '../kube/http/unreachable.ts';
import { type Upgrade, upgradeToSpdy, upgradeToWebSocket } from '../kube/http/upgrade.ts';
import { isRefusal } from './refusal.ts';

/** Opens a connection that carries SPDY to the `portforward` of a pod, whose path is given. */
export type OpenTransport = (path: string) => Promise<Duplex>;

/**
 * Opens connections by an upgrade to SPDY, which every version of Kubernetes has, or in a WebSocket if the host refuses
 * SPDY: some proxies in front of API servers pass only WebSockets. Keeps to the first that has worked.
 */
export function openTransport(access: HostAccess): OpenTransport {
  let working: Upgrade | undefined;
  const open = async (path: string, by: Upgrade): Promise<Duplex> => {
    const transport = await by(access, path);
    working ??= by;
    return transport;
  };
  return async (path) => {
    if (working) return open(path, working);
    try {
      return await open(path, upgradeToSpdy);
    } catch (error) {
      if (!mayPassWebSockets(error)) throw error;
      return open(path, upgradeToWebSocket).catch((second: Error) => {
        throw both(error as Error, second);
      });
    }
  };
}

/** The host rejects the credentials, by whatever protocol. */
const UNAUTHORIZED = 401;

/** Some proxies answer an upgrade that they do not know with an error, others close the connection. */
function mayPassWebSockets(error: unknown): boolean {
  if (!(error instanceof HostError)) return isReset(error);
  return error.status !== UNAUTHORIZED && (error.status >= 500 || isRefusal(error));
}

const isReset = (error: unknown): boolean =>
  error instanceof UnreachableError &&
  (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNRESET';

/** If only one of them is a refusal, the other one may succeed later. */
function both(spdy: Error, webSocket: Error): Error {
  if (!isRefusal(webSocket)) return webSocket;
  if (!(spdy instanceof HostError) || !isRefusal(spdy)) return spdy;
  if (spdy.message === webSocket.message) return spdy;
  return new HostError(spdy.status, `${spdy.message} (in a WebSocket: ${webSocket.message})`);
}
