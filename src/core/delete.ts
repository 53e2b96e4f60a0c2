import { formatSeconds } from './duration.ts';
import { ClusterError } from './errors.ts';
import type { Host } from './host.ts';
import { isForbidden, type Kube, keepAlive, kubeOf, orUndefined } from './kube.ts';
import { CLUSTER_ID, controlPlaneSelector } from './labels.ts';
import { LEASE_NAME, releaseLease } from './lease.ts';
import { persistent } from './persistent.ts';
import type { ClusterRef } from './ref.ts';

export interface DeleteResult {
  /**
   * `deleted`: verified gone. `absent`: there was nothing. `foreign`: the name belongs to a cluster that we did not
   * make, which stays untouched. `deleting`: still going on after the bound; the host finishes it.
   */
  state: 'deleted' | 'absent' | 'foreign' | 'deleting';
  /** One sentence for the log. */
  detail: string;
}

export interface DeleteOptions {
  /** How long to verify, in milliseconds. Default 90 s: a cancelled job has five minutes for all its posts. */
  verifyFor?: number;
}

const VERIFY_FOR = 90_000;
const POLL = 250;
/** CI pods need no farewell; the default of 30 s is waited out whole by those that ignore SIGTERM. */
const GRACE_SECONDS = 1;

/**
 * Deletes the cluster of `ref`, half-made or whole, and verifies that it is gone. Needs nothing but `ref`; deleting
 * twice is fine; what `ref.id` does not mark as ours is never touched.
 */
export async function deleteCluster(
  host: Pick<Host, 'kubeConfig' | 'clock'>,
  ref: ClusterRef,
  { verifyFor = VERIFY_FOR }: DeleteOptions = {},
): Promise<DeleteResult> {
  const { clock } = host;
  const kube = persistent(kubeOf(keepAlive(host.kubeConfig)), { clock, patience: verifyFor });
  const start = clock.now();
  const target = ref.ownNamespace
    ? await ownNamespace(kube, ref)
    : await leasedNamespace(kube, ref);
  if ('state' in target) return target;
  await Promise.all([target.begin(), deleteClusterRole(kube, ref)]);
  for (;;) {
    const left = await target.remaining();
    const elapsed = host.clock.now() - start;
    if (left.length === 0) {
      return { state: 'deleted', detail: `${ref.name} is gone after ${formatSeconds(elapsed)}` };
    }
    if (elapsed > verifyFor) {
      const what = left.slice(0, 5).join(', ');
      return { state: 'deleting', detail: `${ref.name} is still being deleted: ${what}` };
    }
    await host.clock.sleep(POLL);
  }
}

/** How one cluster is deleted, and what of it is left. */
interface Target {
  begin(): Promise<unknown>;
  remaining(): Promise<string[]>;
}

const absent = ({ name, namespace }: ClusterRef): DeleteResult => ({
  state: 'absent',
  detail: `there is no virtual cluster ${name} in namespace ${namespace}`,
});

const foreign = ({ name, namespace }: ClusterRef): DeleteResult => ({
  state: 'foreign',
  detail: `namespace ${namespace} is not the one that was made for ${name}; it stays untouched`,
});

async function ownNamespace(kube: Kube, ref: ClusterRef): Promise<Target | DeleteResult> {
  const { namespace: name } = ref;
  const read = () => orUndefined(kube.core.readNamespace({ name }));
  const found = await read();
  if (!found) return absent(ref);
  if (found.metadata?.labels?.[CLUSTER_ID] !== ref.id) return foreign(ref);
  const { uid } = found.metadata;
  return {
    begin: async () => {
      await orUndefined(kube.core.deleteNamespace({ name, body: { preconditions: { uid } } }));
      await hurryPods(kube, ref);
    },
    remaining: async () => ((await read())?.metadata?.uid === uid ? [`namespace ${name}`] : []),
  };
}

async function leasedNamespace(kube: Kube, ref: ClusterRef): Promise<Target | DeleteResult> {
  const { namespace } = ref;
  const lease = await orUndefined(kube.batch.readNamespacedJob({ name: LEASE_NAME, namespace }));
  // Another id: our lease is over, and with it our cluster; the namespace is somebody else's by now.
  if (lease?.metadata?.labels?.[CLUSTER_ID] !== ref.id) return absent(ref);
  const { uid } = lease.metadata;
  if (!uid) throw new ClusterError(`The lease in namespace ${namespace} has no uid.`);
  const owners = new Set([uid, ...(await serviceUid(kube, ref))]);
  return {
    begin: async () => {
      await releaseLease(kube, namespace, { uid });
      await hurryPods(kube, ref);
    },
    remaining: () => ownedBy(kube, namespace, owners),
  };
}

/**
 * The chart makes a ClusterRole only for values that need one. No lease can own it, and who may not delete it could
 * not have made it.
 */
async function deleteClusterRole(kube: Kube, { name, namespace }: ClusterRef): Promise<void> {
  // As the chart makes it: `trunc 63 | trimSuffix "-"`.
  const role = { name: `vc-${name}-v-${namespace}`.slice(0, 63).replace(/-$/, '') };
  const calls = [kube.rbac.deleteClusterRoleBinding(role), kube.rbac.deleteClusterRole(role)];
  await Promise.all(calls.map((call) => orUndefined(call).catch(unlessForbidden)));
}

function unlessForbidden(error: unknown): void {
  if (!isForbidden(error)) throw error;
}

/** What the engine makes at run time hangs off the cluster's Service. */
async function serviceUid(kube: Kube, { name, namespace }: ClusterRef): Promise<string[]> {
  const service = await orUndefined(kube.core.readNamespacedService({ name, namespace }));
  return service?.metadata?.uid ? [service.metadata.uid] : [];
}

/** Ends the pods at once. Their Deployment goes first, or it would make a new one. */
async function hurryPods(kube: Kube, { name, namespace }: ClusterRef): Promise<void> {
  await orUndefined(kube.apps.deleteNamespacedDeployment({ name, namespace }));
  for (const labelSelector of [controlPlaneSelector(name), `vcluster.loft.sh/managed-by=${name}`]) {
    await kube.core.deleteCollectionNamespacedPod({
      namespace,
      labelSelector,
      gracePeriodSeconds: GRACE_SECONDS,
    });
  }
}

async function ownedBy(kube: Kube, namespace: string, owners: Set<string>): Promise<string[]> {
  const lists = await Promise.all([
    kube.batch.listNamespacedJob({ namespace }).then(named('Job')),
    kube.apps.listNamespacedDeployment({ namespace }).then(named('Deployment')),
    kube.core.listNamespacedPod({ namespace }).then(named('Pod')),
    kube.core.listNamespacedService({ namespace }).then(named('Service')),
    kube.core.listNamespacedSecret({ namespace }).then(named('Secret')),
    kube.core.listNamespacedConfigMap({ namespace }).then(named('ConfigMap')),
  ]);
  return lists
    .flat()
    .filter(({ uids }) => uids.some((uid) => owners.has(uid)))
    .map(({ label }) => label);
}

interface Listed {
  items: {
    metadata?: { name?: string; uid?: string; ownerReferences?: { uid: string }[] };
  }[];
}

const named =
  (kind: string) =>
  ({ items }: Listed): { label: string; uids: string[] }[] =>
    items.map(({ metadata: { name, uid = '', ownerReferences = [] } = {} }) => ({
      label: `${kind} ${name}`,
      uids: [uid, ...ownerReferences.map((owner) => owner.uid)],
    }));
