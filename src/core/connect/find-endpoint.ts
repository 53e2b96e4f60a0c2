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
  /** The control plane's. */
  pod: V1Pod;
  signal: AbortSignal;
  /** Told what is waited for. */
  waiting: (what: string) => void;
}

/** The part of the runtime that a search needs. */
type SearchRuntime = Pick<Runtime, 'hostCluster' | 'clock'>;

/** Where a cluster that is exposed on the host is reached from outside, as soon as that is known. */
export async function findEndpoint(runtime: SearchRuntime, search: Search): Promise<Endpoint> {
  const { connection } = search;
  const { endpoint } = connection;
  if (connection.mode === 'node-port') return atNode(runtime, search);
  // With a name of the user's it is the verification that finds out whether the balancer is there.
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
      `Pod ${pod.metadata?.name} of ${ref.name} tells no address of its node.`,
      {
        hint: 'Name one by `endpoint`.',
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
    { hint: '`values` may set controlPlane.service: leave it to `connect`.' },
  );
}

/** Waits for the address that the host's load balancer gets. */
function balancerOf({ hostCluster, clock }: SearchRuntime, search: Search): Promise<string> {
  const { namespace } = search.ref;
  const name = search.balancedService;
  const query = { fieldSelector: `metadata.name=${name}` };
  search.waiting(
    `Service ${name} in namespace ${namespace}, of type LoadBalancer, has no address yet; ` +
      'its events tell what the load balancer does, and where none does anything the host has none',
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

/** Where something else than the cluster answers, or ends TLS before it. */
const ANSWERED_BY_ANOTHER = /certificate|altnames|^HTTP [45]/i;

/** Why an address does not lead to the cluster yet, for a person. */
export function describeTrouble(reason: string, mode: ConnectionMode): string {
  if (mode !== 'ingress' || !ANSWERED_BY_ANOTHER.test(reason)) return reason;
  return (
    `${reason} (the ingress controller has to pass TLS through to the cluster; ingress-nginx does that only with ` +
    '--enable-ssl-passthrough, others want annotations that `values` can set in controlPlane.ingress)'
  );
}
