import type { Kube } from '../../../../src/core/kube/clients.ts';
import { eventually } from '../../../support/eventually.ts';

/** What a cloud does for a Service: gives it an address that leads to it, here that of a node, whose kube-proxy takes it. */
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
