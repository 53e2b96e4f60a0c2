import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { keeperPidFile } from '../core/keeper.ts';
import { keeperConfigFile } from '../core/start-keeper.ts';
import type { State } from './state.ts';

/** Ends the keeper of this step's cluster, if it still runs. */
export async function endKeeper({ workDir, ref }: State): Promise<void> {
  const configFile = keeperConfigFile(workDir, ref.name);
  const pid = Number(await readFile(keeperPidFile(configFile), 'utf8').catch(() => ''));
  // The id may have been given to another process since; the keeper's command line names our config.
  if (!pid || !(await commandLine(pid)).includes(configFile)) return;
  process.kill(pid);
}

async function commandLine(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') return await readFile(`/proc/${pid}/cmdline`, 'utf8');
    // Windows has no ps: there the keeper ends by itself when it finds the lease gone.
    return (await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).stdout;
  } catch {
    return '';
  }
}
