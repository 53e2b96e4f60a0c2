import type { Kube } from '../../../../src/core/kube/clients.ts';
import { eventually } from '../../../support/eventually.ts';

/** Assigns a Service the address of a node, like a cloud assigns one; kube-proxy accepts it there. Returns the address. */
export async function assignLoadBalancerAddress(
  kube: Kube,
  name: string,
  namespace: string,
): Promise<string> {
  const { items } = await kube.core.listNode();
  const ip = items[0]?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
  const body = [{ op: 'add', path: '/status/loadBalancer', value: { ingress: [{ ip }] } }];
  await eventually(
    () => kube.core.patchNamespacedServiceStatus({ name, namespace, body }).catch(() => undefined),
    Boolean,
    60,
  );
  return ip;
}
