import { ClusterError } from './errors.ts';
import type { Host } from './host.ts';
import type { Kube } from './kube.ts';
import * as labels from './labels.ts';
import { type Lease, releaseLease, takeLease } from './lease.ts';
import { assertNoForeignCluster, makeNamespace } from './namespace.ts';
import type { Plan } from './plan.ts';
import type { ClusterRef } from './ref.ts';
import type { ClusterSpec } from './spec.ts';

const QUEUE_POLL = 2_000;

/** Makes the namespace, or waits until the existing one is free, and takes its lease. */
export async function claimNamespace(
  host: Host,
  kube: Kube,
  spec: ClusterSpec,
  ref: ClusterRef,
  plan: Plan,
  signal: AbortSignal,
): Promise<Lease> {
  if (ref.ownNamespace) await makeNamespace(kube, ref);
  const annotations = {
    [labels.KUBERNETES_VERSION]: plan.kubernetesVersion,
    [labels.VCLUSTER_VERSION]: plan.vclusterVersion,
    [labels.EXPIRES_AT]: new Date(host.clock.now() + spec.ttl).toISOString(),
    [labels.TTL_SECONDS]: String(Math.ceil(spec.ttl / 1_000)),
  };
  for (let waiting = false; ; waiting = true) {
    const lease = await takeLease(kube, ref, spec, annotations, host.clock.now);
    if (lease) {
      if (!ref.ownNamespace) await assertFree(kube, ref, lease);
      return lease;
    }
    if (!waiting) host.log.info(`waiting: another job holds namespace ${ref.namespace}`);
    await host.clock.sleep(QUEUE_POLL, signal).catch((cause) => {
      throw new ClusterError(`Namespace ${ref.namespace} was held by another job all the time.`, {
        hint: 'Raise `timeout`, or give this job a namespace of its own.',
        cause,
      });
    });
  }
}

/** Asked with the lease in hand, so that nobody of us can come in between. */
async function assertFree(kube: Kube, { namespace }: ClusterRef, lease: Lease): Promise<void> {
  try {
    await assertNoForeignCluster(kube, namespace);
  } catch (error) {
    await releaseLease(kube, namespace, lease);
    throw error;
  }
}
