import { join } from 'node:path';
import type { Credentials } from '../kube/config/credentials.ts';
import type { Lease } from '../lease/deadline.ts';

/** The keeper's configuration, in a file of mode 0600. */
export interface KeeperConfig {
  files: KeeperFiles;
  /** Name of the virtual cluster. */
  name: string;
  namespace: string;
  host: Credentials;
  lease: Lease;
  /** Whether it renews the lease; otherwise it only watches the lease and ends with it. */
  renews: boolean;
  /** Absent if the cluster is reached without a tunnel. */
  tunnel?: {
    /** How long a client connection is held while the tunnel reconnects, in milliseconds. */
    hold: number;
    /** Whether all objects of the cluster are lost with its pod, so that the tunnel must not connect to another one. */
    onePod: boolean;
  };
  /** The job's process; the keeper ends with it. Absent: the keeper ends with the lease. */
  jobPid?: number | undefined;
  /** The job's folder, if the keeper has to remove it after that process has exited. */
  workDir?: string;
}

/** The keeper's message on its IPC channel once it serves. */
export interface KeeperReady {
  /** The tunnel's port on 127.0.0.1; absent without a tunnel. */
  port?: number;
}

export interface KeeperFiles {
  config: string;
  /** A `KeeperStatus` as JSON. */
  status: string;
  log: string;
  /** Exists if the keeper has to end. */
  stop: string;
}

/** Returns the paths of the keeper's files for the cluster `name` in a job's folder. */
export const keeperFiles = (workDir: string, name: string): KeeperFiles => ({
  config: join(workDir, `${name}.keeper.json`),
  status: join(workDir, `${name}.keeper.status.json`),
  log: join(workDir, `${name}.keeper.log`),
  stop: join(workDir, `${name}.keeper.stop`),
});
