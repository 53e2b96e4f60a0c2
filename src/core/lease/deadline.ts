/**
 * The fixed name makes the lease a lock, too: vcluster allows one virtual cluster per namespace, and creating an object
 * with a fixed name is an atomic test for that.
 */
export const LEASE_NAME = 'ephemeral-vcluster';

export interface Lease {
  uid: string;
  /** When the Job was created, by the clock of this machine, in milliseconds; deadlines count from here. */
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
export const watchedLease = (uid: string, now: number): Lease => ({
  uid,
  since: now,
  lease: 60_000,
  ttl: Number.MAX_SAFE_INTEGER - now,
});

export type LeaseTimes = Pick<Lease, 'lease' | 'ttl'>;

/**
 * Returns the Job's `activeDeadlineSeconds`: `lease` from now, but never later than `ttl`. `age` is the age of the
 * lease in milliseconds, measured with this machine's clock only, so that the host's clock may differ.
 */
export const leaseDeadline = ({ lease, ttl }: LeaseTimes, age: number): number =>
  Math.max(1, Math.ceil(Math.min(age + lease, ttl) / 1_000));

/** A JSON patch that moves the deadline. The test of the uid makes it fail on a later lease of another cluster. */
export const deadlinePatch = (uid: string, seconds: number) => [
  { op: 'test', path: '/metadata/uid', value: uid },
  { op: 'replace', path: '/spec/activeDeadlineSeconds', value: seconds },
];
