import type { V1Secret } from '@kubernetes/client-node';
import { refusal } from '../causes/host-refusal.ts';
import { ownLabels } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import type { Kube } from '../kube/clients.ts';
import { createOwned } from '../lease/create-owned.ts';
import { type Lease, ownerReference } from '../lease/lease.ts';
import { type PullSecret, pullSecretNames } from '../spec/fields.ts';

/** The types of Secret with registry credentials that the kubelet accepts. */
export const PULL_SECRET_TYPES = ['kubernetes.io/dockerconfigjson', 'kubernetes.io/dockercfg'];

/** Copies pull secrets of other namespaces into the cluster's namespace, where the lease owns them. */
export async function copyPullSecrets(
  kube: Kube,
  ref: ClusterRef,
  secrets: readonly PullSecret[],
  lease: Lease,
): Promise<void> {
  const names = pullSecretNames(ref.name, secrets);
  await Promise.all(
    secrets.map(async ({ name, namespace }, index) => {
      if (!namespace) return;
      const source = await kube.core.readNamespacedSecret({ name, namespace }).catch((error) => {
        throw refusal(`Could not read Secret ${name} in namespace ${namespace}`, error);
      });
      await createOwned(kube, ref, copyOf(source, names[index] ?? '', ref, lease));
    }),
  );
}

const copyOf = (
  { type, data }: V1Secret,
  name: string,
  ref: ClusterRef,
  lease: Lease,
): V1Secret => ({
  metadata: { name, labels: ownLabels(ref), ownerReferences: [ownerReference(lease)] },
  ...(type && { type }),
  ...(data && { data }),
});
