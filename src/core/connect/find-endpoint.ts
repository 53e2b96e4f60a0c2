import type { V1Pod, V1Service } from '@kubernetes/client-node';
import type { ClusterRef } from '../cluster/ref.ts';
import { ClusterError } from '../errors.ts';
import { kubeOf } from '../kube/clients.ts';
import { watchUntil } from '../kube/watch.ts';
import type { Connection } from '../plan/connection-mode.ts';
import type { Runtime } from '../runtime.ts';
import type { Endpoint } from '../spec/endpoint.ts';
import type { ConnectionMode } from '../spec/spec.ts';

export interface Search {
  ref: ClusterRef;
  connection: Connection;
  /** Name of the Service that gets a load balancer. */
  balancedService: string;
  /** The control plane's pod. */
  pod: V1Pod;
  signal: AbortSignal;
  /** Called with a description of what the search waits for. */
  waiting: (what: string) => void;
}

/** The part of the runtime that a search needs. */
type SearchRuntime = Pick<Runtime, 'hostCluster' | 'clock'>;

/** Waits until the address is known at which clients outside the host reach an exposed cluster, and returns it. */
export async function findEndpoint(runtime: SearchRuntime, search: Search): Promise<Endpoint> {
  const { connection } = search;
  const { endpoint } = connection;
  if (connection.mode === 'node-port') return atNode(runtime, search);
  // If the user set a name, the later verification shows whether the load balancer exists.
  if (connection.mode === 'load-balancer') {
    return { host: endpoint?.host ?? (await balancerOf(runtime, search)), port: endpoint?.port };
  }
  if (!endpoint) throw new Error(`connect: ${connection.mode} has no endpoint`);
  return endpoint;
}

async function atNode(runtime: SearchRuntime, search: Search): Promise<Endpoint> {
  const { ref, connection, pod } = search;
  const { endpoint, nodes } = connection;
  const address =
    endpoint?.host ??
    nodes.find(({ node }) => node === pod.spec?.nodeName)?.addresses[0] ??
    pod.status?.hostIP;
  if (!address) {
    throw new ClusterError(
      `The status of pod ${pod.metadata?.name} of ${ref.name} contains no address of its node.`,
      {
        hint: 'Set `endpoint` to an address of the node.',
      },
    );
  }
  return { host: address, port: endpoint?.port ?? (await nodePortOf(runtime, ref)) };
}

async function nodePortOf(
  { hostCluster }: SearchRuntime,
  { name, namespace }: ClusterRef,
): Promise<number> {
  const { spec } = await kubeOf(hostCluster).core.readNamespacedService({ name, namespace });
  const { nodePort } = spec?.ports?.find((port) => port.name === 'https') ?? {};
  if (nodePort) return nodePort;
  throw new ClusterError(
    `Service ${name} in namespace ${namespace} is of type ${spec?.type} and has no node port.`,
    { hint: 'Do not set controlPlane.service in `values`: `connect` sets it.' },
  );
}

/** Waits until the Service has the address of the host's load balancer, and returns it. */
function balancerOf({ hostCluster, clock }: SearchRuntime, search: Search): Promise<string> {
  const { namespace } = search.ref;
  const name = search.balancedService;
  const query = { fieldSelector: `metadata.name=${name}` };
  search.waiting(
    `Service ${name} in namespace ${namespace}, of type LoadBalancer, has no address yet; ` +
      'its events show what the load balancer does; without events, the host has no load balancer',
  );
  return watchUntil<V1Service, string>(
    {
      kubeConfig: hostCluster,
      path: `/api/v1/namespaces/${namespace}/services`,
      query,
      list: () => kubeOf(hostCluster).core.listNamespacedService({ namespace, ...query }),
    },
    ([service]) => {
      const [first] = service?.status?.loadBalancer?.ingress ?? [];
      return first?.ip ?? first?.hostname;
    },
    clock,
    search.signal,
  );
}

/** Errors if another server answers, or terminates TLS before the cluster. */
const ANSWERED_BY_ANOTHER = /certificate|altnames|^HTTP [45]/i;

/** Returns why an address does not lead to the cluster yet, with an explanation for users. */
export function describeTrouble(reason: string, mode: ConnectionMode): string {
  if (mode !== 'ingress' || !ANSWERED_BY_ANOTHER.test(reason)) return reason;
  return (
    `${reason} (the ingress controller must pass TLS through to the cluster; ingress-nginx does that only with ` +
    '--enable-ssl-passthrough, other controllers need annotations: set them by `values` in controlPlane.ingress)'
  );
}
