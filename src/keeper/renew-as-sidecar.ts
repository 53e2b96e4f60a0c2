import { Backoff } from '../core/backoff.ts';
import * as labels from '../core/cluster/labels.ts';
import type { ClusterIntent } from '../core/cluster/ref.ts';
import type { KeeperEnd } from '../core/keeper/status.ts';
import { kubeOf } from '../core/kube/clients.ts';
import { accessOf } from '../core/kube/cluster-config.ts';
import { retryAfterOf } from '../core/kube/retry-after.ts';
import { findLease, type LeasedCluster } from '../core/lease/find-lease.ts';
import type { FoundLease, Lease } from '../core/lease/lease.ts';
import type { Clock, Runtime } from '../core/runtime.ts';
import { leaseRenewer } from './lease-renewer.ts';
import { renewLeaseUntilEnd } from './renewal.ts';

/** Pauses between two looks for the lease, in milliseconds; longer ones if it cannot be read. */
const POLL = 500;
const LONGEST_PAUSE = 10_000;

/**
 * Renews the lease of a cluster that another process creates. Waits until that process has taken the lease, then
 * renews it until it is over, `ttl` is reached or `signal` aborts. `lease` is in milliseconds.
 */
export async function renewAsSidecar(
  { hostCluster, clock, log, signal }: Pick<Runtime, 'hostCluster' | 'clock' | 'log' | 'signal'>,
  intent: ClusterIntent,
  lease: number,
): Promise<KeeperEnd> {
  const kube = kubeOf(hostCluster);
  let found: LeasedCluster | undefined;
  let missedAt: number | undefined;
  const backoff = new Backoff({ first: POLL, longest: LONGEST_PAUSE });
  while (!found) {
    let failure: unknown;
    const lookedAt = clock.monotonic();
    found = await findLease(kube, intent).catch((error: Error) => {
      log.debug(`the lease of ${intent.name} cannot be read: ${error.message}`);
      failure = error;
      return undefined;
    });
    if (!failure) backoff.reset();
    if (!failure && !found) missedAt = lookedAt;
    if (!found) await clock.sleep(backoff.next(retryAfterOf(failure, clock.now())), signal);
  }
  const { ref } = found;
  const times = { ...timesOf(found.lease, missedAt, clock), lease };
  const access = accessOf(hostCluster);
  return renewLeaseUntilEnd({
    lease: times,
    renew: leaseRenewer(access, { namespace: ref.namespace, lease: times }),
    clock: { ...clock, sleep: (milliseconds) => clock.sleep(milliseconds, signal) },
    report: ({ failing }) => {
      if (failing) log.warning(`the lease of ${ref.name} is not renewed: ${failing.reason}`);
    },
  });
}

/**
 * Computes when the lease began. It is younger than `missedAt`, when it was not there yet, whatever became of the clock
 * of the machine since then. A sidecar that has restarted computes it from the annotations, as the creator of the lease did.
 */
function timesOf(
  { uid, annotations }: FoundLease,
  missedAt: number | undefined,
  clock: Clock,
): Omit<Lease, 'lease'> {
  const ttl = Number(annotations[labels.TTL_SECONDS]) * 1_000;
  const age = clock.now() - (Date.parse(annotations[labels.EXPIRES_AT] ?? '') - ttl);
  return { uid, ttl, since: missedAt ?? clock.monotonic() - Math.max(0, age) };
}
