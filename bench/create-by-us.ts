import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench, Measured } from './create.ts';
import { removeNamespace } from './namespace.ts';
import { timedProgram } from './timed-program.ts';

const PROGRAM = fileURLToPath(new URL('./create-and-exit.ts', import.meta.url));

/** Our create, in a process of its own as a step of a job is; its start counts, too. */
export async function createByUs(bench: Bench, name: string): Promise<Measured> {
  const workDir = await mkdtemp(join(tmpdir(), 'bench-'));
  const remove = async () => {
    await removeNamespace(bench.hostKubeconfig, `vcluster-${name}`);
    await rm(workDir, { recursive: true, force: true });
  };
  try {
    const args = [PROGRAM, JSON.stringify({ ...bench, name, workDir, jobPid: process.pid })];
    const milliseconds = await timedProgram(process.execPath, args, {});
    const made = JSON.parse(await readFile(join(workDir, 'made.json'), 'utf8'));
    return { milliseconds, ...made, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
