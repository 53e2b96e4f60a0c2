import { formatSeconds } from '../duration.ts';
import type { KeeperStatus } from './status.ts';

/** Why a keeper that runs no more has ended, as the end of the sentence "The keeper ended: …". */
export function describeEnd(status: KeeperStatus | undefined): string {
  if (!status) return 'it never came up';
  const { pid, renewedAt, failing, ended } = status;
  switch (ended) {
    case 'job':
      return "the job's process was gone";
    case 'ttl':
      return 'the cluster had reached its ttl';
    case 'lease':
      return failing
        ? outage(renewedAt, failing)
        : 'somebody else deleted the cluster or its lease';
    case undefined:
      return `process ${pid} was killed; the lease was last renewed at ${time(renewedAt)}`;
  }
}

/** The host counts the lease from the last renewal, whatever the reason that no other came. */
function outage(
  renewedAt: number,
  { since, reason }: NonNullable<KeeperStatus['failing']>,
): string {
  const gap = formatSeconds(since - renewedAt);
  return `the lease ran out, since the host cluster could not be reached from ${time(since)} on (${reason}); it was last renewed ${gap} before that`;
}

const time = (milliseconds: number): string => new Date(milliseconds).toISOString();
