import type { KubeConfig } from '@kubernetes/client-node';
import type { Egress } from './egress.ts';

/** How the core tells its story. A face decides where it goes: groups of a workflow log, a terminal, nowhere. */
export interface Log {
  /** Runs `work` under a heading that reads as a sentence of the story. */
  group<T>(title: string, work: () => Promise<T>): Promise<T>;
  info(message: string): void;
  warning(message: string): void;
  debug(message: string): void;
  /** Keeps `value` out of everything that is printed from now on. */
  mask(value: string): void;
}

export interface ProgramResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end without a shell: every value is one element of `args`. Does not throw on a non-zero exit. */
export type RunProgram = (
  program: string,
  args: readonly string[],
  options?: { env?: Record<string, string> },
) => Promise<ProgramResult>;

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects with the signal's reason when it aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** For example node and a bundle. */
export type KeeperProgram = readonly [program: string, ...args: string[]];

/**
 * Everything the core needs of the world. `src/core` reads no environment, prints nothing and starts nothing
 * except through this.
 */
export interface Runtime {
  /** Credentials and address of the host cluster; its current context is the one in use. */
  hostCluster: KubeConfig;
  /** A 0700 folder of this job: kubeconfigs, charts, the keeper's files. The face removes it. */
  workDir: string;
  /** Whether we run in a pod of the host cluster, so that its Services can be reached by name. */
  insideHost: boolean;
  /** The helm program, version 3.10 or newer. */
  helm: string;
  /**
   * How the lease is renewed. A program with its first arguments is started as a process of its own, the keeper. `sidecar`:
   * another container renews it, see `renewAsSidecar`. Undefined where no process can stay behind: the cluster then lives until
   * `ttl`, or until it is deleted. Without a program the cluster is reached without a tunnel.
   */
  keeper: KeeperProgram | 'sidecar' | undefined;
  /** The process whose life is the job's: when it is gone, the keeper stops renewing the lease. Undefined: nobody's. */
  jobPid?: number;
  /** Whether the keeper removes `workDir` when that process is gone, since then nobody else does. */
  removeWorkDir?: boolean;
  /** How to reach the internet, to download the chart; directly unless given. */
  egress?: Egress;
  run: RunProgram;
  log: Log;
  clock: Clock;
  /** Aborts when the job is cancelled. */
  signal: AbortSignal;
}
