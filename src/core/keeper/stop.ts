import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { systemClock } from '../clock.ts';
import { writePrivate } from '../private-file.ts';
import type { Clock } from '../runtime.ts';
import { type KeeperFiles, keeperFiles } from './config.ts';
import { describeEnd } from './end.ts';
import { type KeeperStatus, readStatus } from './status.ts';

/** Returns whether the keeper of the cluster `name`, whose files are in `workDir`, is running. */
export async function isKeeperRunning(workDir: string, name: string): Promise<boolean> {
  const files = keeperFiles(workDir, name);
  const status = readStatus(files.status);
  return status !== undefined && (await commandLine(status.pid)).includes(files.config);
}

interface EndOptions {
  clock?: Pick<Clock, 'sleep'>;
  platform?: NodeJS.Platform;
}

export interface KeeperOf {
  /** The folder of the keeper's files. */
  workDir: string;
  /** Name of the cluster. */
  name: string;
  /** The keeper's process, if known: a step of the job can delete the folder, and the keeper runs on. */
  pid?: number | undefined;
}

/** Ends the keeper of a cluster. Returns the reason if the keeper had already ended. */
export async function endKeeper(
  { workDir, name, pid }: KeeperOf,
  { clock = systemClock, platform = process.platform }: EndOptions = {},
): Promise<string | undefined> {
  const files = keeperFiles(workDir, name);
  const status = readStatus(files.status);
  const id = status?.pid ?? pid;
  if (id === undefined) return undefined;
  // Windows shows no command lines, so another process with this id cannot be told from the keeper.
  if (platform === 'win32') return status && askToEnd(files, status, clock);
  // Another process may have this id by now. The command line of the keeper contains the path of its config.
  if (!(await commandLine(id)).includes(files.config)) return status && describeEnd(status);
  process.kill(id);
  return undefined;
}

/** How often and for how many milliseconds to look whether the keeper has ended. */
const POLL = 100;
const LONGEST_WAIT = 10_000;

/** Asks the keeper to end, and waits until it has, so that it cannot renew the lease after this. */
async function askToEnd(
  files: KeeperFiles,
  status: KeeperStatus,
  clock: Pick<Clock, 'sleep'>,
): Promise<string | undefined> {
  if (status.ended || !isAlive(status.pid)) return describeEnd(status);
  await writePrivate(files.stop, '');
  for (let waited = 0; waited < LONGEST_WAIT && isAlive(status.pid); waited += POLL) {
    if (readStatus(files.status)?.ended) return undefined;
    await clock.sleep(POLL);
  }
  return undefined;
}

/** Returns whether a process with this id exists, also one of another user. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function commandLine(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') return await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return (await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).stdout;
  } catch {
    return '';
  }
}
