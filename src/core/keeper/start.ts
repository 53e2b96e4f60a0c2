import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { ClusterRef } from '../cluster/ref.ts';
import { ClusterError } from '../errors.ts';
import { clusterConfigOf } from '../kube/cluster-config.ts';
import type { Lease } from '../lease/lease.ts';
import { writePrivate } from '../private-file.ts';
import type { KeeperProgram, Runtime } from '../runtime.ts';
import { type KeeperConfig, type KeeperFiles, type KeeperReady, keeperFiles } from './config.ts';
import { describeEnd } from './end.ts';
import { readStatus } from './status.ts';

export interface Keeper {
  pid: number;
  /** The tunnel's port on 127.0.0.1; absent without a tunnel. */
  port?: number;
  /** Rejects with the reason if the keeper ends while this process is running. */
  end: Promise<never>;
  /**
   * Ends it. Removes its status, so that the deletion does not report that it was killed; a keeper that ended by itself
   * has a reason there, which stays.
   */
  stop(): void;
}

export interface KeeperOptions {
  ref: ClusterRef;
  lease: Lease;
  /** Whether it renews the lease; otherwise it only carries the tunnel, until the cluster is gone. */
  renews: boolean;
  tunnel?: KeeperConfig['tunnel'];
}

/** Starts the keeper as a separate process, which outlives this one, and waits until it serves. */
export async function startKeeper(
  runtime: Runtime,
  [program, ...args]: KeeperProgram,
  { ref, lease, renews, tunnel }: KeeperOptions,
): Promise<Keeper> {
  const files = keeperFiles(runtime.workDir, ref.name);
  const config: KeeperConfig = {
    files,
    name: ref.name,
    namespace: ref.namespace,
    host: clusterConfigOf(runtime.hostCluster).credentials,
    lease,
    renews,
    ...(tunnel && { tunnel }),
    jobPid: runtime.jobPid,
    ...(runtime.removeWorkDir && { workDir: runtime.workDir }),
  };
  await writePrivate(files.config, JSON.stringify(config));
  // From an earlier keeper of this cluster.
  await rm(files.stop, { force: true });
  const log = openSync(files.log, 'a', 0o600);
  const child = spawn(program, [...args, files.config], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const end = endOf(child, ref, files);
  // Callers handle the rejection later; until then this prevents an unhandled rejection.
  end.catch(() => {});
  const [ready] = (await Promise.race([once(child, 'message'), end])) as [KeeperReady];
  child.unref();
  const pid = child.pid as number;
  const stop = () => {
    stopKeeper(pid);
    if (!readStatus(files.status)?.ended) rmSync(files.status, { force: true });
  };
  return { pid, ...ready, end, stop };
}

async function endOf(
  child: ChildProcess,
  { name }: ClusterRef,
  files: KeeperFiles,
): Promise<never> {
  const hint = `Its log is ${files.log}.`;
  try {
    await once(child, 'exit');
  } catch (cause) {
    const { message } = cause as Error;
    throw new ClusterError(`The keeper of ${name} did not start: ${message}`, { cause });
  }
  const reason = describeEnd(readStatus(files.status));
  throw new ClusterError(`The keeper of ${name} ended: ${reason}.`, { hint });
}

/** Ends a keeper that this process started. Does nothing if it has already ended. */
export function stopKeeper(pid: number): void {
  try {
    process.kill(pid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
