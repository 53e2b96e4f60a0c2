import type { KeeperEnd, KeeperStatus } from '../core/keeper/status.ts';
import { ageOf, type Lease, leaseDeadline, takenAt } from '../core/lease/deadline.ts';
import type { Clock } from '../core/runtime.ts';

/**
 * With this many renewals per lease, the cluster survives an outage of two thirds of a lease, and an idle keeper still
 * sends few requests. Times are in milliseconds.
 */
const RENEWALS_PER_LEASE = 6;
const MAX_PERIOD = 60_000;
const RETRY_PERIOD = 1_000;

/** Moves the deadline of the lease; the argument is in seconds after the start of the lease. */
export type Renew = (deadlineSeconds: number) => Promise<void>;

/** The lease is gone or is another cluster's: renewing it can never succeed again. */
export class LeaseOverError extends Error {
  override name = 'LeaseOverError';
}

/** The host has changed the lease so that it would not expire. The lease was deleted. */
export class LeaseChangedError extends Error {
  override name = 'LeaseChangedError';
}

export interface Renewal {
  lease: Lease;
  renew: Renew;
  clock: Clock;
  /** Called after each attempt. */
  report: (status: Pick<KeeperStatus, 'renewedAt' | 'failing'>) => void;
}

/** Renews the lease until it is over or `ttl` is reached. Retries while the host does not answer. */
export async function renewLeaseUntilEnd({
  lease,
  renew,
  clock,
  report,
}: Renewal): Promise<KeeperEnd> {
  const period = Math.min(lease.lease / RENEWALS_PER_LEASE, MAX_PERIOD);
  const end = lease.since + lease.ttl;
  let due = lease.since + period;
  let renewedAt = takenAt(lease, clock);
  let failing: KeeperStatus['failing'];
  let ended: KeeperEnd | undefined;
  for (;;) {
    await clock.sleep(Math.max(0, Math.min(due, end) - clock.monotonic()));
    if (clock.monotonic() >= end) return 'ttl';
    try {
      await renew(leaseDeadline(lease, ageOf(lease, clock)));
      renewedAt = clock.now();
      due = clock.monotonic() + period;
      failing = undefined;
    } catch (error) {
      if (error instanceof LeaseOverError) return 'lease';
      const since = failing?.since ?? clock.now();
      failing = { since, reason: (error as Error).message };
      due = clock.monotonic() + RETRY_PERIOD;
      if (error instanceof LeaseChangedError) ended = 'changed';
    }
    report({ renewedAt, ...(failing && { failing }) });
    if (ended) return ended;
  }
}
