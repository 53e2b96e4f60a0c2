import { Backoff, parseRetryAfter } from '../core/backoff.ts';
import type { KeeperEnd, KeeperStatus } from '../core/keeper/status.ts';
import { HostError } from '../core/kube/http/request.ts';
import { ageOf, type Lease, leaseDeadline, takenAt } from '../core/lease/deadline.ts';
import type { Clock } from '../core/runtime.ts';

/**
 * With this many renewals per lease, the cluster survives an outage of two thirds of a lease, and an idle keeper still
 * sends few requests. Times are in milliseconds.
 */
const RENEWALS_PER_LEASE = 6;
const MAX_PERIOD = 60_000;
/** The share of the period by which a renewal is earlier at random, so that jobs of one matrix do not renew in step. */
const JITTER = 0.1;
/** Pauses after a failed renewal. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 10_000;

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

type RenewalStatus = Pick<KeeperStatus, 'renewedAt' | 'failing'>;

export interface Renewal {
  lease: Lease;
  renew: Renew;
  clock: Clock;
  /** Returns a number from 0 to 1, as `Math.random` does. */
  random?: () => number;
  /** Called after each attempt. */
  report: (status: RenewalStatus) => void;
}

/** Renews the lease until it is over or `ttl` is reached. Retries while the host does not answer. */
export async function renewLeaseUntilEnd(renewal: Renewal): Promise<KeeperEnd> {
  const { lease, renew, clock, random = Math.random, report } = renewal;
  const period = Math.min(lease.lease / RENEWALS_PER_LEASE, MAX_PERIOD);
  const end = lease.since + lease.ttl;
  const backoff = backoffFor(period, random);
  const untilNext = () => period * (1 - JITTER * random());
  let due = lease.since + untilNext();
  let status: RenewalStatus = { renewedAt: takenAt(lease, clock) };
  for (;;) {
    await clock.sleep(Math.max(0, Math.min(due, end) - clock.monotonic()));
    if (clock.monotonic() >= end) return 'ttl';
    const error = await errorOf(renew(leaseDeadline(lease, ageOf(lease, clock))));
    if (error instanceof LeaseOverError) return 'lease';
    status = error ? failed(status, error, clock.now()) : { renewedAt: clock.now() };
    report(status);
    if (error instanceof LeaseChangedError) return 'changed';
    if (!error) backoff.reset();
    const pause = error ? backoff.next(retryAfterOf(error, clock.now())) : untilNext();
    due = clock.monotonic() + pause;
  }
}

/** Several attempts fit into a period, so that the first one after an outage is soon enough for the lease. */
const backoffFor = (period: number, random: () => number): Backoff =>
  new Backoff({
    first: FIRST_PAUSE,
    longest: Math.min(period / 4, LONGEST_PAUSE),
    longestRetryAfter: period,
    random,
  });

const errorOf = (attempt: Promise<void>): Promise<Error | undefined> =>
  attempt.then(
    () => undefined,
    (error: Error) => error,
  );

const failed = ({ renewedAt, failing }: RenewalStatus, error: Error, now: number) => ({
  renewedAt,
  failing: { since: failing?.since ?? now, reason: error.message },
});

const retryAfterOf = (error: Error, now: number): number =>
  error instanceof HostError ? parseRetryAfter(error.retryAfter, now) : 0;
