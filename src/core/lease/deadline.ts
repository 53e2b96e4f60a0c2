import type { Clock } from '../runtime.ts';

/**
 * The fixed name makes the lease a lock, too: vcluster allows one virtual cluster per namespace, and creating an object
 * with a fixed name is an atomic test for that.
 */
export const LEASE_NAME = 'ephemeral-vcluster';

export interface Lease {
  uid: string;
  /** When the Job was created, by `Clock.monotonic` of this machine; deadlines count from here. */
  since: number;
  /** How long the cluster remains after the last renewal, in milliseconds. */
  lease: number;
  /** The hard limit, in milliseconds after `since`. */
  ttl: number;
}

/**
 * The lease, as a process sees it that watches but does not renew it: checked every ten seconds, and without a hard
 * limit, because `extend` can move that.
 */
export const watchedLease = (uid: string, { monotonic }: Pick<Clock, 'monotonic'>): Lease => ({
  uid,
  since: monotonic(),
  lease: 60_000,
  ttl: Number.MAX_SAFE_INTEGER / 2,
});

export const ageOf = ({ since }: Pick<Lease, 'since'>, { monotonic }: Pick<Clock, 'monotonic'>) =>
  monotonic() - since;

/** When the lease was taken, in milliseconds since the epoch, for people. */
export const takenAt = (lease: Pick<Lease, 'since'>, clock: Pick<Clock, 'now' | 'monotonic'>) =>
  clock.now() - ageOf(lease, clock);

export type LeaseTimes = Pick<Lease, 'lease' | 'ttl'>;

/**
 * Returns the Job's `activeDeadlineSeconds`: `lease` from now, but never later than `ttl`. `age` is the age of the
 * lease in milliseconds, measured with this machine's monotonic clock only, so that the host's clock may differ and this
 * machine's clock may be set meanwhile.
 */
export const leaseDeadline = ({ lease, ttl }: LeaseTimes, age: number): number =>
  Math.max(1, Math.ceil(Math.min(age + lease, ttl) / 1_000));

/** A JSON patch that moves the deadline. The test of the uid makes it fail on a later lease of another cluster. */
export const deadlinePatch = (uid: string, seconds: number) => [
  { op: 'test', path: '/metadata/uid', value: uid },
  { op: 'replace', path: '/spec/activeDeadlineSeconds', value: seconds },
];
