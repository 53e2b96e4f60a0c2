import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** The state of a keeper, for other processes. Times are in milliseconds since the epoch. */
export interface KeeperStatus {
  pid: number;
  /** When the lease was last renewed. */
  renewedAt: number;
  /** Since when renewals have been failing, and why. */
  failing?: { since: number; reason: string };
  /** Why the host cluster refuses the tunnel's port-forward. Stays until the keeper ends. */
  refused?: string;
  /** How the pod that held all objects of the cluster was replaced. Stays until the keeper ends. */
  lost?: string;
  /** Why the keeper ended by itself. Absent while it runs, and after it was killed. */
  ended?: KeeperEnd;
}

/**
 * `job`: the job's process has exited. `lease`: the host has ended the lease. `ttl`: the hard limit was reached.
 * `changed`: the host changed the lease so that it would not expire, and the keeper deleted it. `stopped`: another process
 * asked for it.
 */
export type KeeperEnd = 'job' | 'lease' | 'ttl' | 'changed' | 'stopped';

/** Writes the status atomically, because others read it at any time, also after a SIGKILL. */
export function writeStatus(path: string, status: KeeperStatus): void {
  writeFileSync(`${path}.new`, JSON.stringify(status), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Reads the status; undefined if no keeper has written it. */
export function readStatus(path: string): KeeperStatus | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as KeeperStatus;
  } catch {
    return undefined;
  }
}
