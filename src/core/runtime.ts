import type { KubeConfig } from '@kubernetes/client-node';
import type { Egress } from './egress.ts';

/** Where the core writes its log. The caller chooses the output: groups of a workflow log, a terminal, or none. */
export interface Log {
  /** Runs `work` under a title that says in a few words what it does. */
  group<T>(title: string, work: () => Promise<T>): Promise<T>;
  info(message: string): void;
  warning(message: string): void;
  /** A loss that does not end the work of this process. */
  error(message: string): void;
  debug(message: string): void;
  /** Hides `value` in all later output. */
  mask(value: string): void;
}

export interface ProgramResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end, without a shell: each element of `args` is one argument. Does not throw on a non-zero exit. */
export type RunProgram = (
  program: string,
  args: readonly string[],
  options?: { env?: Record<string, string> },
) => Promise<ProgramResult>;

export interface Clock {
  /** Milliseconds since the epoch. It jumps when the clock of the machine is set. */
  now(): number;
  /**
   * Milliseconds since the machine started, including the time it was suspended; the same for all of its processes. It
   * never jumps: use it for durations.
   */
  monotonic(): number;
  /** Rejects if `signal` aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** A program and its first arguments, for example node and the path of a bundle. */
export type KeeperProgram = readonly [program: string, ...args: string[]];

/**
 * All that the core needs from its environment. `src/core` reads no environment variables, prints nothing and starts no
 * process except through this object.
 */
export interface Runtime {
  /** Credentials and address of the host cluster; its current context is the one in use. */
  hostCluster: KubeConfig;
  /** A folder of this job, mode 0700, for kubeconfigs, charts and the keeper's files. The caller removes it. */
  workDir: string;
  /** Whether this process runs in a pod of the host cluster and so can reach its Services by name. */
  insideHost: boolean;
  /** The helm program, version 3.10 or newer. */
  helm: string;
  /**
   * How the lease is renewed. A program with its first arguments: it starts as a separate process, the keeper. `sidecar`:
   * another container renews the lease, see `renewAsSidecar`. Undefined: no process can stay in the background, so the
   * cluster lives until `ttl`, or until it is deleted. Without a program, the cluster is reached without a tunnel.
   */
  keeper: KeeperProgram | 'sidecar' | undefined;
  /** The process of the job. When it ends, the keeper stops renewing the lease. Undefined: the keeper watches no process. */
  jobPid?: number;
  /** Whether the keeper removes `workDir` when that process ends. Use it if no other process removes the folder then. */
  removeWorkDir?: boolean;
  /** How to reach the internet to download the chart. Default: directly. */
  egress?: Egress;
  run: RunProgram;
  log: Log;
  clock: Clock;
  /** Aborts when the job is cancelled. */
  signal: AbortSignal;
}
