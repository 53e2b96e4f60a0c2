import { formatSeconds } from '../duration.ts';
import type { KeeperStatus } from './status.ts';

/** Explains why a keeper ended, as the end of the sentence "The keeper ended: …". */
export function describeEnd(status: KeeperStatus | undefined): string {
  if (!status) return 'it failed to start';
  const { pid, renewedAt, failing, ended } = status;
  switch (ended) {
    case 'job':
      return "the job's process had exited";
    case 'ttl':
      return 'the cluster had reached its ttl';
    case 'stopped':
      return 'another process asked it to end';
    case 'changed':
      return `it deleted the lease, because a webhook or policy of the host cluster changed it so that it would not expire in time: ${failing?.reason}`;
    case 'lease':
      return failing ? outage(renewedAt, failing) : 'someone deleted the cluster or its lease';
    case undefined:
      return `process ${pid} was killed; the lease was last renewed at ${time(renewedAt)}`;
  }
}

/** Reports the time since the last renewal, because the lease expires that long after it. */
function outage(
  renewedAt: number,
  { since, reason }: NonNullable<KeeperStatus['failing']>,
): string {
  const gap = formatSeconds(since - renewedAt);
  return `the lease expired, because the host cluster was unreachable from ${time(since)} on (${reason}); it was last renewed ${gap} before that`;
}

const time = (milliseconds: number): string => new Date(milliseconds).toISOString();
