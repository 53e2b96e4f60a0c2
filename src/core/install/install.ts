import { installRelease } from '../chart/helm.ts';
import { merge } from '../chart/merge-values.ts';
import { takesCertificates } from '../chart/profile-of.ts';
import { clusterScopedLabels, ownLabels } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { ClusterError } from '../errors.ts';
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
 * Creates all objects of the cluster, owned by the lease. Returns the control plane's admin kubeconfig if its
 * certificates are made here, otherwise undefined.
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
  // Disposal of the proxy makes helm's requests fail, which ends helm if the job is cancelled.
  await using proxy = await startOwningProxy(runtime.hostCluster, {
    namespace: ref.namespace,
    owner: ownerReference(lease),
    labels: clusterScopedLabels(ref),
  });
  const values = merge(plan.profile.valuesIn(ref, exposureOf(plan.connection)), plan.values);
  const release = { ref, chart: plan.chart, values, kubeconfig: proxy.kubeconfig };
  // vcluster reads its certificates when its pod runs, long after helm starts.
  const [certificates] = await Promise.all([
    takesCertificates(plan) ? storeCertificates(kube, ref, plan, lease) : undefined,
    unlessAborted(signal, installRelease(runtime, release)),
  ]);
  if (proxy.writes === 0)
    throw new ClusterError(`helm installed ${ref.name}, but not ${WHERE}.`, { hint: HINT });
  return certificates?.['admin.conf'];
}

const WHERE = 'through the connection to the host cluster that it was given';
const HINT =
  'The objects may be on another cluster: `helm list --all-namespaces` there shows them. Check what `helm-path` runs: a wrapper may change its arguments or its environment.';

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
      // vcluster sets the last two labels on a Secret that it makes itself.
      labels: { ...ownLabels(ref), app: 'vcluster', 'vcluster-name': ref.name },
      ownerReferences: [ownerReference(lease)],
    },
    stringData,
  });
  return stringData;
}
