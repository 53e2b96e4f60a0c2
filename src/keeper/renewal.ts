import type { KeeperEnd, KeeperStatus } from '../core/keeper/status.ts';
import { type Lease, leaseDeadline } from '../core/lease/deadline.ts';
import type { Clock } from '../core/runtime.ts';

/**
 * Renewed so often, an outage of two thirds of a lease is over in time, and an idle keeper says little. Times in
 * milliseconds.
 */
const RENEWALS_PER_LEASE = 6;
const LONGEST_PERIOD = 60_000;
const RETRY = 1_000;

/** Moves the deadline of the lease, in seconds after its start. */
export type Renew = (deadlineSeconds: number) => Promise<void>;

/** The lease is gone, or it is another cluster's: renewing it will never succeed again. */
export class LeaseOverError extends Error {
  override name = 'LeaseOverError';
}

export interface Renewal {
  lease: Lease;
  renew: Renew;
  clock: Clock;
  /** Called whenever something changed. */
  report: (status: Pick<KeeperStatus, 'renewedAt' | 'failing'>) => void;
}

/** Renews the lease until it is over or `ttl` is reached; a host that does not answer is asked again and again. */
export async function renewLeaseUntilEnd({
  lease,
  renew,
  clock,
  report,
}: Renewal): Promise<KeeperEnd> {
  const period = Math.min(lease.lease / RENEWALS_PER_LEASE, LONGEST_PERIOD);
  const end = lease.since + lease.ttl;
  let renewedAt = lease.since;
  let failing: KeeperStatus['failing'];
  for (;;) {
    const due = failing ? clock.now() + RETRY : renewedAt + period;
    await clock.sleep(Math.max(0, Math.min(due, end) - clock.now()));
    if (clock.now() >= end) return 'ttl';
    try {
      await renew(leaseDeadline(lease, clock.now() - lease.since));
      renewedAt = clock.now();
      failing = undefined;
    } catch (error) {
      if (error instanceof LeaseOverError) return 'lease';
      const since = failing?.since ?? clock.now();
      failing = { since, reason: (error as Error).message };
    }
    report({ renewedAt, ...(failing && { failing }) });
  }
}
