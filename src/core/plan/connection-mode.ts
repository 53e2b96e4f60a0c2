import type { Exposure } from '../chart/exposure-values.ts';
import { serviceNames } from '../chart/service-names.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { InputError } from '../errors.ts';
import type { Kube } from '../kube/clients.ts';
import type { Runtime } from '../runtime.ts';
import { type Endpoint, parseEndpoint } from '../spec/endpoint.ts';
import type { ClusterSpec, Connect, ConnectionMode } from '../spec/spec.ts';
import { type NodeAddresses, readNodeAddresses } from './node-addresses.ts';

/** A way to the virtual API server, and why it was taken. */
export interface Connection {
  mode: ConnectionMode;
  reason: string;
  /** Where the user says that it is reached. */
  endpoint?: Endpoint | undefined;
  /** The host's, where a port of theirs is the way. */
  nodes: readonly NodeAddresses[];
}

/**
 * What is asked for is taken; `auto` decides by where we are.
 *
 * @throws InputError where it comes to a tunnel and no process can stay to carry it.
 */
export async function planConnection(
  runtime: Pick<Runtime, 'insideHost' | 'keeper'>,
  kube: Kube,
  { name, connect, endpoint }: Pick<ClusterSpec, 'name' | 'connect' | 'endpoint'>,
): Promise<Connection> {
  const choice = choose(runtime, connect);
  if (choice.mode === 'tunnel' && !Array.isArray(runtime.keeper)) {
    const allowed =
      'service, node-port, load-balancer or ingress: no process can stay here to carry a tunnel';
    throw new InputError([{ input: 'connect', given: connect, allowed }]);
  }
  return {
    ...choice,
    endpoint: endpoint === undefined ? undefined : parseEndpoint(endpoint, name),
    nodes: choice.mode === 'node-port' ? await readNodeAddresses(kube) : [],
  };
}

function choose({ insideHost }: Pick<Runtime, 'insideHost'>, asked: Connect) {
  if (asked !== 'auto') return { mode: asked, reason: 'it was asked for' };
  return insideHost
    ? { mode: 'service' as const, reason: 'this job runs in the host cluster' }
    : { mode: 'tunnel' as const, reason: 'this job runs outside the host cluster' };
}

/** What the chart and the certificate have to know of it. */
export const exposureOf = ({ mode, endpoint, nodes }: Connection): Exposure => ({
  mode,
  hosts: [...(endpoint ? [endpoint.host] : []), ...nodes.flatMap(({ addresses }) => addresses)],
});

/** The API server's address through a tunnel with this port here. An IP, since `localhost` may be ::1 first. */
export const tunnelAddress = (port: number | undefined): string => `https://127.0.0.1:${port}`;

/** The API server's address inside of the host. */
export const serviceAddress = (ref: ClusterRef): string => `https://${serviceNames(ref)[0]}:443`;
