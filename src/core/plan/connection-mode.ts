import type { Exposure } from '../chart/exposure-values.ts';
import { serviceNames } from '../chart/service-names.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { InputError } from '../errors.ts';
import type { Kube } from '../kube/clients.ts';
import type { Runtime } from '../runtime.ts';
import { type Endpoint, parseEndpoint } from '../spec/endpoint.ts';
import type { ClusterSpec, Connect, ConnectionMode } from '../spec/spec.ts';
import { type NodeAddresses, readNodeAddresses } from './node-addresses.ts';

/** How clients reach the virtual API server, and why this mode was chosen. */
export interface Connection {
  mode: ConnectionMode;
  reason: string;
  /** The address that the user gave. */
  endpoint?: Endpoint | undefined;
  /** The host's nodes, for the mode `node-port`; otherwise empty. */
  nodes: readonly NodeAddresses[];
}

/**
 * Chooses the mode: the requested one, or for `auto` one that depends on where this process runs.
 *
 * @throws InputError if the mode is `tunnel`, but no background process can carry it.
 */
export async function planConnection(
  runtime: Pick<Runtime, 'insideHost' | 'keeper'>,
  kube: Kube,
  { name, connect, endpoint }: Pick<ClusterSpec, 'name' | 'connect' | 'endpoint'>,
): Promise<Connection> {
  const choice = choose(runtime, connect);
  if (choice.mode === 'tunnel' && !Array.isArray(runtime.keeper)) {
    const allowed =
      'service, node-port, load-balancer or ingress: a tunnel needs a background process, which cannot run here';
    throw new InputError([{ input: 'connect', given: connect, allowed }]);
  }
  return {
    ...choice,
    endpoint: endpoint === undefined ? undefined : parseEndpoint(endpoint, name),
    nodes: choice.mode === 'node-port' ? await readNodeAddresses(kube) : [],
  };
}

function choose({ insideHost }: Pick<Runtime, 'insideHost'>, asked: Connect) {
  if (asked !== 'auto') return { mode: asked, reason: '`connect` is set to it' };
  return insideHost
    ? { mode: 'service' as const, reason: 'this job runs in the host cluster' }
    : { mode: 'tunnel' as const, reason: 'this job runs outside the host cluster' };
}

/** Returns what the chart and the certificate need to know about the connection. */
export const exposureOf = ({ mode, endpoint, nodes }: Connection): Exposure => ({
  mode,
  hosts: [...(endpoint ? [endpoint.host] : []), ...nodes.flatMap(({ addresses }) => addresses)],
});

/**
 * The API server's address through a tunnel with this local port. An IP address, because `localhost` may resolve to ::1
 * first.
 */
export const tunnelAddress = (port: number | undefined): string => `https://127.0.0.1:${port}`;

/** The API server's address inside the host cluster. */
export const serviceAddress = (ref: ClusterRef): string => `https://${serviceNames(ref)[0]}:443`;
