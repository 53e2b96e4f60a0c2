import type { V1Node } from '@kubernetes/client-node';
import type { Kube } from '../kube/clients.ts';

/** A node and the addresses at which clients outside the cluster reach it, external addresses first. */
export interface NodeAddresses {
  node: string;
  addresses: string[];
}

/** Limits the size of the certificate, which contains these addresses and is sent with each connection. */
const MAX_NODES = 50;

/** Reads the addresses of the host's nodes; an empty list if the user may not read nodes. */
export async function readNodeAddresses(kube: Kube): Promise<NodeAddresses[]> {
  try {
    const { items } = await kube.core.listNode({ limit: MAX_NODES });
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
