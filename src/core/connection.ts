import { InputError } from './errors.ts';
import type { Host } from './host.ts';
import type { ClusterRef } from './ref.ts';
import { serviceNames } from './release/service-names.ts';
import type { Connect } from './spec.ts';

export type ConnectionMode = Exclude<Connect, 'auto'>;

/** A way to the virtual API server, and why it was taken. */
export interface Connection {
  mode: ConnectionMode;
  reason: string;
}

/**
 * What is asked for is taken; `auto` decides by where we are.
 *
 * @throws InputError where it comes to a tunnel and no process can stay to carry it.
 */
export function chooseConnection(
  host: Pick<Host, 'insideHost' | 'keeper'>,
  asked: Connect,
): Connection {
  const connection = choose(host, asked);
  if (connection.mode === 'tunnel' && !Array.isArray(host.keeper)) {
    const allowed = 'service: no process can stay here to carry a tunnel';
    throw new InputError([{ input: 'connect', given: asked, allowed }]);
  }
  return connection;
}

function choose({ insideHost }: Pick<Host, 'insideHost'>, asked: Connect): Connection {
  if (asked !== 'auto') return { mode: asked, reason: 'it was asked for' };
  return insideHost
    ? { mode: 'service', reason: 'this job runs in the host cluster' }
    : { mode: 'tunnel', reason: 'this job runs outside the host cluster' };
}

/** The API server's address; `port` is the tunnel's. An IP, since `localhost` may be ::1 first. */
export function serverAddress(
  mode: ConnectionMode,
  ref: ClusterRef,
  port: number | undefined,
): string {
  if (mode === 'tunnel') return `https://127.0.0.1:${port}`;
  return `https://${serviceNames(ref)[0]}:443`;
}
