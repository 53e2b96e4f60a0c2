import { makeCertificates } from './certificates.ts';
import { installRelease } from './helm.ts';
import type { Host } from './host.ts';
import type { Kube } from './kube.ts';
import { ownLabels } from './labels.ts';
import { type Lease, ownerReference } from './lease.ts';
import { startOwningProxy } from './owning-proxy.ts';
import type { Plan } from './plan.ts';
import type { ClusterRef } from './ref.ts';

/** Makes everything of the cluster, all of it owned by the lease. Gives the control plane's own admin kubeconfig. */
export async function install(
  host: Host,
  kube: Kube,
  ref: ClusterRef,
  plan: Plan,
  lease: Lease,
): Promise<string> {
  await using proxy = await startOwningProxy(host.kubeConfig, ref.namespace, ownerReference(lease));
  // The engine asks for its certificates when its pod runs, long after helm began.
  const [certificates] = await Promise.all([
    storeCertificates(kube, ref, plan, lease),
    installRelease(host, { ref, ...plan, kubeconfig: proxy.kubeconfig }),
  ]);
  return certificates['admin.conf'] ?? '';
}

async function storeCertificates(
  kube: Kube,
  ref: ClusterRef,
  plan: Plan,
  lease: Lease,
): Promise<Record<string, string>> {
  const stringData = await makeCertificates({
    name: ref.name,
    serviceCIDR: plan.facts.serviceCIDR,
  });
  await kube.core.createNamespacedSecret({
    namespace: ref.namespace,
    body: {
      metadata: {
        name: `${ref.name}-certs`,
        // The last two are those that the engine gives a Secret that it makes itself.
        labels: { ...ownLabels(ref), app: 'vcluster', 'vcluster-name': ref.name },
        ownerReferences: [ownerReference(lease)],
      },
      stringData,
    },
  });
  return stringData;
}
