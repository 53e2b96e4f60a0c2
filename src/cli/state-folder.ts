import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import type { SavedCluster } from '../faces/saved-cluster.ts';

/** Where the clusters of a user are remembered, each in a folder of its name, as the XDG base directories have it. */
export const defaultStateDir = (env: NodeJS.ProcessEnv): string =>
  join(env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state'), 'ephemeral-vcluster');

const folderOf = (stateDir: string, name: string): string => join(stateDir, name);
const fileIn = (folder: string): string => join(folder, 'state.json');

/** Makes the folder of the cluster `name`. Throws an `InputError` where there is one, or where none can be made. */
export async function makeStateFolder(stateDir: string, name: string): Promise<string> {
  const folder = folderOf(stateDir, name);
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw notWritable(stateDir, error);
  }
  try {
    // Not `recursive`: of two creations of one name the second is to fail.
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritable(stateDir, error);
    const allowed = `another one: ${folder} remembers a cluster of that name. It goes by: ephemeral-vcluster delete ${name}`;
    throw new InputError([{ input: 'name', given: name, allowed }]);
  }
  return folder;
}

const notWritable = (stateDir: string, error: unknown): InputError =>
  new InputError([
    {
      input: 'state-dir',
      given: stateDir,
      allowed: `a folder that can be written to (${(error as Error).message})`,
    },
  ]);

/** Replaces the file as a whole: a process that is killed meanwhile leaves the old one. */
export async function saveState(cluster: SavedCluster): Promise<void> {
  const file = fileIn(cluster.workDir);
  await writeFile(`${file}.new`, JSON.stringify(cluster, undefined, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Undefined where nothing is remembered of a cluster of that name. */
export async function loadState(stateDir: string, name: string): Promise<SavedCluster | undefined> {
  try {
    return JSON.parse(await readFile(fileIn(folderOf(stateDir, name)), 'utf8')) as SavedCluster;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Also one that a killed process left without a state in it. */
export const removeStateFolder = (stateDir: string, name: string): Promise<void> =>
  rm(folderOf(stateDir, name), { recursive: true, force: true });
