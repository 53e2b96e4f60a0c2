import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** How a keeper is, for those who come after it. Times are in milliseconds since the epoch. */
export interface KeeperStatus {
  pid: number;
  /** When the lease was last renewed. */
  renewedAt: number;
  /** Since when it cannot be, and why. */
  failing?: { since: number; reason: string };
  /** Why the keeper ended by itself. Absent while it runs, and where it was killed. */
  ended?: KeeperEnd;
}

/** `job`: its process is gone. `lease`: the host has ended the lease. `ttl`: the hard limit was reached. */
export type KeeperEnd = 'job' | 'lease' | 'ttl';

/** Whole or not at all, since it is read while it is written, and after a SIGKILL. */
export function writeStatus(path: string, status: KeeperStatus): void {
  writeFileSync(`${path}.new`, JSON.stringify(status), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Undefined where no keeper got as far as to write it. */
export function readStatus(path: string): KeeperStatus | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as KeeperStatus;
  } catch {
    return undefined;
  }
}
