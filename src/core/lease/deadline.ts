/**
 * One name per namespace makes the lease the lock too: the engine allows one virtual cluster a namespace, and creating
 * an object of a fixed name is the atomic test.
 */
export const LEASE_NAME = 'ephemeral-vcluster';

export interface Lease {
  uid: string;
  /** Our clock when the Job was made, in milliseconds; deadlines count from here. */
  since: number;
  /** How long the cluster outlives its keeper, in milliseconds. */
  lease: number;
  /** The hard limit, in milliseconds after `since`. */
  ttl: number;
}

/**
 * A lease as one sees it who only watches whether it is there: looked at every ten seconds, without an end of its own, since
 * that may be moved.
 */
export const watchedLease = (uid: string, now: number): Lease => ({
  uid,
  since: now,
  lease: 60_000,
  ttl: Number.MAX_SAFE_INTEGER - now,
});

export type LeaseTimes = Pick<Lease, 'lease' | 'ttl'>;

/**
 * The Job's `activeDeadlineSeconds`, `lease` from now but never past `ttl`; `age` is how old the lease is, in
 * milliseconds. Counted on one clock, ours, so that the host's may differ.
 */
export const leaseDeadline = ({ lease, ttl }: LeaseTimes, age: number): number =>
  Math.max(1, Math.ceil(Math.min(age + lease, ttl) / 1_000));
