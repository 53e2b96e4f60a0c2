import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClusterError } from './errors.ts';
import type { Host } from './host.ts';
import type { KeeperConfig, KeeperReady } from './keeper.ts';
import type { Lease } from './lease.ts';
import type { ClusterRef } from './ref.ts';

export interface Keeper {
  pid: number;
  /** The tunnel's port on 127.0.0.1, where one was asked for. */
  port?: number;
}

/** Path of the config of the cluster's keeper, from which its process id file follows. */
export const keeperConfigFile = (workDir: string, name: string): string =>
  join(workDir, `${name}.keeper.json`);

/** Starts the keeper as a process of its own, which outlives this one, and waits until it serves. */
export async function startKeeper(
  host: Host,
  ref: ClusterRef,
  lease: Lease,
  tunnel: boolean,
): Promise<Keeper> {
  const file = keeperConfigFile(host.workDir, ref.name);
  const config: KeeperConfig = {
    name: ref.name,
    namespace: ref.namespace,
    kubeconfigFile: host.kubeconfigFile,
    lease,
    tunnel,
    jobPid: host.jobPid,
  };
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  const logFile = join(host.workDir, `${ref.name}.keeper.log`);
  const log = openSync(logFile, 'a', 0o600);
  const [program, ...args] = host.keeper;
  const child = spawn(program, [...args, file], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const { promise, resolve, reject } = Promise.withResolvers<KeeperReady>();
  child.once('message', (ready) => resolve(ready as KeeperReady));
  child.once('error', reject);
  child.once('exit', (code) => reject(new Error(`it ended with code ${code}`)));
  try {
    const ready = await promise;
    return { pid: child.pid as number, ...ready };
  } catch (error) {
    throw new ClusterError(`The keeper did not start: ${(error as Error).message}`, {
      hint: `Its log is ${logFile}.`,
      cause: error,
    });
  } finally {
    child.removeAllListeners();
    child.unref();
  }
}

/** Ends a keeper that this process started. One that has ended by itself is fine. */
export function stopKeeper(pid: number): void {
  try {
    process.kill(pid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
