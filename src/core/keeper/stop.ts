import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { keeperFiles } from './config.ts';
import { describeEnd } from './end.ts';
import { readStatus } from './status.ts';

/** Returns whether the keeper of the cluster `name`, whose files are in `workDir`, is running. */
export async function isKeeperRunning(workDir: string, name: string): Promise<boolean> {
  const files = keeperFiles(workDir, name);
  const status = readStatus(files.status);
  return status !== undefined && (await commandLine(status.pid)).includes(files.config);
}

/** Ends the keeper of a cluster, whose files are in `workDir`. Returns the reason if the keeper had already ended. */
export async function endKeeper({
  workDir,
  name,
}: {
  workDir: string;
  name: string;
}): Promise<string | undefined> {
  const files = keeperFiles(workDir, name);
  const status = readStatus(files.status);
  if (!status) return undefined;
  // Windows has no ps. There the keeper ends by itself when it finds that the lease is gone.
  if (process.platform === 'win32') return undefined;
  // Another process may have this id by now. The command line of the keeper contains the path of its config.
  if (!(await commandLine(status.pid)).includes(files.config)) return describeEnd(status);
  process.kill(status.pid);
  return undefined;
}

async function commandLine(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') return await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return (await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).stdout;
  } catch {
    return '';
  }
}
