import { ClusterError } from '../errors.ts';
import type { Host } from '../host.ts';
import type { Kube } from '../kube.ts';
import * as labels from '../labels.ts';
import type { Plan } from '../plan.ts';
import type { ClusterRef } from '../ref.ts';
import type { ClusterSpec } from '../spec.ts';
import { type Lease, releaseLease, renewLease, takeLease } from './lease.ts';
import { makeNamespace } from './namespace.ts';
import { hasRemains } from './vacancy.ts';

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
    [labels.OWN_NAMESPACE]: String(ref.ownNamespace),
    [labels.TTL_SECONDS]: String(Math.ceil(spec.ttl / 1_000)),
  };
  for (let waiting = false; ; waiting = true) {
    const lease = await takeLease(kube, ref, spec, annotations, host.clock.now);
    if (lease) {
      if (!ref.ownNamespace) await untilVacant(host, kube, ref, lease, signal);
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
async function untilVacant(
  host: Host,
  kube: Kube,
  ref: ClusterRef,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (let waiting = false; await hasRemains(kube, ref); waiting = true) {
      if (!waiting)
        host.log.info(`waiting: the last cluster is leaving namespace ${ref.namespace}`);
      await host.clock.sleep(QUEUE_POLL, signal);
      // No keeper does it yet.
      await renewLease(kube, ref.namespace, lease, host.clock.now());
    }
  } catch (error) {
    await releaseLease(kube, ref.namespace, lease);
    throw error;
  }
}
