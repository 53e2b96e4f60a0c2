import { installRelease } from '../chart/helm.ts';
import { merge } from '../chart/merge-values.ts';
import { takesCertificates } from '../chart/profile-of.ts';
import { clusterScopedLabels, ownLabels } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import type { Kube } from '../kube/clients.ts';
import { createOwned } from '../lease/create-owned.ts';
import { type Lease, ownerReference } from '../lease/lease.ts';
import { exposureOf } from '../plan/connection-mode.ts';
import type { Plan } from '../plan/plan.ts';
import type { Runtime } from '../runtime.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { makeCertificates } from './certificates.ts';
import { startOwningProxy } from './owning-proxy.ts';
import { copyPullSecrets } from './pull-secrets.ts';

/**
 * Makes everything of the cluster, all of it owned by the lease. Gives the control plane's own admin kubeconfig, where
 * its certificates are made here.
 */
export async function install(
  runtime: Runtime,
  kube: Kube,
  ref: ClusterRef,
  plan: Plan,
  lease: Lease,
  signal: AbortSignal,
): Promise<string | undefined> {
  await copyPullSecrets(kube, ref, plan.imagePullSecrets, lease);
  // When it goes, helm's requests fail: that is how a cancelled job ends helm.
  await using proxy = await startOwningProxy(runtime.hostCluster, {
    namespace: ref.namespace,
    owner: ownerReference(lease),
    labels: clusterScopedLabels(ref),
  });
  const values = merge(plan.profile.valuesIn(ref, exposureOf(plan.connection)), plan.values);
  const release = { ref, chart: plan.chart, values, kubeconfig: proxy.kubeconfig };
  // The engine asks for its certificates when its pod runs, long after helm began.
  const [certificates] = await Promise.all([
    takesCertificates(plan) ? storeCertificates(kube, ref, plan, lease) : undefined,
    unlessAborted(signal, installRelease(runtime, release)),
  ]);
  return certificates?.['admin.conf'];
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
  await createOwned(kube, ref, {
    metadata: {
      name: `${ref.name}-certs`,
      // The last two are those that the engine gives a Secret that it makes itself.
      labels: { ...ownLabels(ref), app: 'vcluster', 'vcluster-name': ref.name },
      ownerReferences: [ownerReference(lease)],
    },
    stringData,
  });
  return stringData;
}
