import { join } from 'node:path';
import type { HostCredentials } from '../kube/http/credentials.ts';
import type { Lease } from '../lease/deadline.ts';

/** What the keeper is told, in a 0600 file. */
export interface KeeperConfig {
  files: KeeperFiles;
  /** Of the virtual cluster. */
  name: string;
  namespace: string;
  host: HostCredentials;
  lease: Lease;
  /** Whether it renews the lease; otherwise it only ends with it, however long that lives. */
  renews: boolean;
  /** Absent where the cluster is reached without a tunnel. */
  tunnel?: {
    /** How long a connection is held while the way is dialled anew, in milliseconds. */
    hold: number;
  };
  /** The process whose life is the job's. Absent: the keeper lives as long as the lease. */
  jobPid?: number | undefined;
  /** The job's folder, where it is to be removed when that process is gone. */
  workDir?: string;
}

/** What it answers, over its IPC channel, once it serves. */
export interface KeeperReady {
  /** The tunnel's port on 127.0.0.1, where one was asked for. */
  port?: number;
}

export interface KeeperFiles {
  config: string;
  /** A `KeeperStatus` as JSON. */
  status: string;
  log: string;
}

/** Where the files of the keeper of the cluster `name` are in a job's folder. */
export const keeperFiles = (workDir: string, name: string): KeeperFiles => ({
  config: join(workDir, `${name}.keeper.json`),
  status: join(workDir, `${name}.keeper.status.json`),
  log: join(workDir, `${name}.keeper.log`),
});
