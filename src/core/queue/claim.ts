import { controlPlaneImages } from '../chart/control-plane-pod.ts';
import * as labels from '../cluster/labels.ts';
import { type ClusterIntent, type ClusterRef, candidatesOf } from '../cluster/ref.ts';
import type { Kube } from '../kube/clients.ts';
import { type Lease, releaseLease, renewLease, takeLease } from '../lease/lease.ts';
import type { Plan } from '../plan/plan.ts';
import type { Runtime } from '../runtime.ts';
import type { ClusterSpec } from '../spec/spec.ts';
import { hasRemains } from './occupants.ts';
import { createNamespace } from './own-namespace.ts';
import { queueFor } from './queue.ts';
import { type Claim, type Waiting, waitInQueue } from './wait.ts';
import { readQueue } from './watch-queue.ts';

export type { Claim } from './wait.ts';

const OCCUPANTS_POLL = 2_000;

/** Creates the cluster's dedicated namespace, or waits until an existing one is free; then takes the lease there. */
export async function claimNamespace(
  runtime: Runtime,
  kube: Kube,
  spec: ClusterSpec,
  intent: ClusterIntent,
  plan: Plan,
  signal: AbortSignal,
): Promise<Claim> {
  const [image = ''] = controlPlaneImages(plan);
  const take = (ref: ClusterRef) => {
    const annotations = annotationsOf(spec, ref, plan, runtime.clock.now());
    return takeLease(kube, ref, spec, { annotations, image }, runtime.clock);
  };
  if (intent.ownNamespace) await createNamespace(kube, candidatesOf(intent)[0]);
  const waiting = { runtime, kube, intent, timeLimit: spec.queueTimeout, image, take, signal };
  const { ref, lease } = await claimOne(waiting);
  if (!ref.ownNamespace) await untilUnoccupied(runtime, kube, ref, lease, signal);
  return { ref: { ...ref, leaseUid: lease.uid }, lease };
}

const annotationsOf = (
  { ttl, annotations }: ClusterSpec,
  { ownNamespace }: ClusterRef,
  { kubernetesVersion, vclusterVersion }: Plan,
  now: number,
): Record<string, string> => ({
  ...annotations,
  [labels.KUBERNETES_VERSION]: kubernetesVersion,
  [labels.VCLUSTER_VERSION]: vclusterVersion,
  [labels.EXPIRES_AT]: new Date(now + ttl).toISOString(),
  [labels.OWN_NAMESPACE]: String(ownNamespace),
  [labels.TTL_SECONDS]: String(Math.ceil(ttl / 1_000)),
});

/** Takes a free namespace immediately unless other jobs are already waiting for it. */
async function claimOne(waiting: Waiting): Promise<Claim> {
  const { kube, intent, take } = waiting;
  // Other jobs cannot wait for a dedicated namespace, which was just created.
  const jobs = intent.ownNamespace ? new Map() : await readQueue(kube, intent);
  const { free, ahead } = queueFor(intent, jobs);
  for (const ref of free.slice(ahead)) {
    const lease = await take(ref);
    if (lease) return { ref, lease };
  }
  return waitInQueue(waiting, jobs);
}

/** Checks while this job holds the lease, so that no other job of this tool can take the namespace in between. */
async function untilUnoccupied(
  runtime: Runtime,
  kube: Kube,
  ref: ClusterRef,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (let waiting = false; await hasRemains(kube, ref); waiting = true) {
      if (!waiting)
        runtime.log.info(
          `waiting: the previous cluster in namespace ${ref.namespace} is being deleted`,
        );
      await runtime.clock.sleep(OCCUPANTS_POLL, signal);
      // The keeper does not run yet.
      await renewLease(kube, ref.namespace, lease, runtime.clock);
    }
  } catch (error) {
    await releaseLease(kube, ref.namespace, lease);
    throw error;
  }
}
