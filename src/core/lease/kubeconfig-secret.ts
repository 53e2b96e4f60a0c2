import type { V1OwnerReference } from '@kubernetes/client-node';
import { refusal } from '../causes/host-refusal.ts';
import { CLUSTER_ID, ownLabels } from '../cluster/labels.ts';
import type { Owner } from '../cluster/owner.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { ClusterError } from '../errors.ts';
import { type Kube, unlessGone } from '../kube/clients.ts';
import { createIdleJob, jobReference } from './idle-job.ts';
import { ChangedJobError } from './job-changes.ts';
import { ownerReference, readLease } from './lease.ts';

/** The cluster of the kubeconfig. */
export interface SharedCluster {
  ref: ClusterRef;
  /** The hard limit, `ttl` after creation. */
  expiresAt: Date;
}

/** The key of the kubeconfig in its Secret. */
const KEY = 'kubeconfig';

const nameFor = ({ name }: Pick<ClusterRef, 'name'>): string => `${name}-kubeconfig`;

/**
 * Passes `kubeconfig`, a text, to other pods: creates a Secret in the namespace of `owner` and returns the Secret's
 * name. The Secret is deleted with the cluster, at the latest at its `ttl`.
 */
export async function makeKubeconfigSecret(
  kube: Kube,
  cluster: SharedCluster,
  kubeconfig: string,
  owner: Owner,
  now: number,
): Promise<string> {
  const { namespace } = owner;
  const name = nameFor(cluster.ref);
  const reference = await ownerFor(kube, cluster, owner, now);
  const metadata = { name, labels: ownLabels(cluster.ref), ownerReferences: [reference] };
  const stringData = { [KEY]: kubeconfig };
  await kube.core
    .createNamespacedSecret({ namespace, body: { metadata, type: 'Opaque', stringData } })
    .catch((error) => {
      throw refusal(`Could not create Secret ${name} in namespace ${namespace}`, error);
    });
  return name;
}

/**
 * The lease if it is in the same namespace; otherwise a similar Job, because owner references do not cross namespaces.
 */
async function ownerFor(
  kube: Kube,
  { ref, expiresAt }: SharedCluster,
  owner: Owner,
  now: number,
): Promise<V1OwnerReference> {
  if (ref.namespace === owner.namespace) return ownerReference({ uid: ref.leaseUid ?? '' });
  const { namespace } = owner;
  const name = nameFor(ref);
  const seconds = Math.max(1, Math.ceil((expiresAt.getTime() - now) / 1_000));
  const image = await imageOfLease(kube, ref);
  const idle = { name, namespace, ref, seconds, annotations: {}, image };
  const job = await createIdleJob(kube, idle).catch((error) => {
    if (error instanceof ChangedJobError) throw error;
    throw refusal(`Could not create Job ${name} in namespace ${namespace}`, error);
  });
  return jobReference(job);
}

/** The Job has to pass the same policies as the lease. */
async function imageOfLease(kube: Kube, { name, namespace }: ClusterRef): Promise<string> {
  const lease = await readLease(kube, namespace);
  const image = lease?.job.spec?.template.spec?.containers[0]?.image;
  if (image) return image;
  throw new ClusterError(`${name} in namespace ${namespace} has no lease: the cluster is gone.`);
}

/** Deletes the Secret if the lease does not own it; the Secret may be missing. */
export async function deleteKubeconfigSecret(kube: Kube, ref: ClusterRef): Promise<void> {
  const { owner } = ref;
  if (!owner || owner.namespace === ref.namespace) return;
  const { namespace } = owner;
  const labelSelector = `${CLUSTER_ID}=${ref.id}`;
  const { items } = await kube.batch.listNamespacedJob({ namespace, labelSelector });
  for (const { metadata: { name = '', uid = '' } = {} } of items) {
    const body = { preconditions: { uid }, propagationPolicy: 'Background' };
    await unlessGone(kube.batch.deleteNamespacedJob({ name, namespace, body }));
  }
}
