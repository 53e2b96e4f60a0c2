import type { V1ObjectMeta } from '@kubernetes/client-node';
import { inParallel } from '../in-parallel.ts';
import { type Kube, unlessGone } from '../kube/clients.ts';

/** Short, because CI pods have nothing to save. A pod that ignores SIGTERM would take the whole default of 30 s. */
const GRACE_SECONDS = 1;
/** Concurrent requests. Each uses a separate connection. */
const CONCURRENCY = 20;

/**
 * Deletes pods with a short grace period. The uid protects a later pod of the same name. Leaves a pod that is terminating
 * already: its node does not shorten its grace period, and its metadata states the period that it really has.
 */
export async function endPods(
  kube: Kube,
  namespace: string,
  pods: readonly { metadata?: V1ObjectMeta }[],
): Promise<void> {
  const running = pods.filter(({ metadata }) => !metadata?.deletionTimestamp);
  await inParallel(CONCURRENCY, running, ({ metadata: { name = '', uid = '' } = {} }) => {
    const body = { gracePeriodSeconds: GRACE_SECONDS, preconditions: { uid } };
    return unlessGone(kube.core.deleteNamespacedPod({ name, namespace, body }));
  });
}
