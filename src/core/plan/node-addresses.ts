import type { V1Node } from '@kubernetes/client-node';
import type { Kube } from '../kube/clients.ts';

/** A node, and where it is reached from outside of the cluster: what is called external there comes first. */
export interface NodeAddresses {
  node: string;
  addresses: string[];
}

/** A certificate with the addresses of more nodes than that grows too large to send with each connection. */
const MOST = 50;

/** Of the host's nodes; none for a tenant, who may not read them. */
export async function readNodeAddresses(kube: Kube): Promise<NodeAddresses[]> {
  try {
    const { items } = await kube.core.listNode({ limit: MOST });
    return items.map(addressesOf);
  } catch {
    return [];
  }
}

const addressesOf = ({ metadata, status }: V1Node): NodeAddresses => ({
  node: metadata?.name ?? '',
  addresses: ['ExternalIP', 'InternalIP'].flatMap((kind) =>
    (status?.addresses ?? []).filter(({ type }) => type === kind).map(({ address }) => address),
  ),
});
