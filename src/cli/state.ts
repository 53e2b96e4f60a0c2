import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ClusterIntent } from '../core/cluster/ref.ts';
import { InputError } from '../core/errors.ts';
import { writePrivate } from '../core/private-file.ts';
import { removeFrom } from './user-kubeconfig.ts';

/** What is remembered of a cluster, in a folder of its own, from before it is made until it is deleted. */
export interface State {
  ref: ClusterIntent;
  /** Path of our own copy of the host's credentials. */
  hostKubeconfig: string;
  /** How long the cluster outlives who renews its lease, in milliseconds. */
  lease: number;
  /** A kubeconfig that was written elsewhere. */
  kubeconfigPath?: string;
  /** Where its context was put among others. */
  merged?: { file: string; context: string };
}

const FILE = 'state.json';

/** `--state-dir`, or the place that the XDG base directory specification has for such things. */
export const stateDir = (given: string | undefined, env: NodeJS.ProcessEnv = process.env): string =>
  // Absolute: paths in it are remembered, and printed for shells that go elsewhere.
  resolve(
    given ||
      join(
        env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state'),
        'ephemeral-vcluster',
      ),
  );

export const folderOf = (dir: string, name: string): string => join(dir, name);

/** Makes the folder of a new cluster, which only we may enter. Throws an `InputError` where there is one already. */
export async function makeFolder(dir: string, name: string): Promise<string> {
  const folder = folderOf(dir, name);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const allowed = `another one: a cluster of that name was made here; delete it, or remove ${folder}`;
    throw new InputError([{ input: 'name', given: name, allowed }]);
  }
  return folder;
}

/** Whole or not at all, since the one who renews the lease reads it meanwhile. */
export async function saveState(folder: string, state: State): Promise<void> {
  await writePrivate(join(folder, FILE), JSON.stringify(state));
}

/** Of a cluster that is remembered. */
export async function updateState(dir: string, name: string, facts: Partial<State>): Promise<void> {
  const state = loadState(dir, name);
  if (state) await saveState(folderOf(dir, name), { ...state, ...facts });
}

/** Undefined where nothing is remembered. */
export function loadState(dir: string, name: string): State | undefined {
  const path = join(folderOf(dir, name), FILE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as State) : undefined;
}

/** Names of the clusters that are remembered. */
export const rememberedNames = (dir: string): string[] =>
  existsSync(dir) ? readdirSync(dir).filter((name) => existsSync(join(dir, name, FILE))) : [];

export async function forget(dir: string, name: string): Promise<void> {
  const { kubeconfigPath, merged } = loadState(dir, name) ?? {};
  if (kubeconfigPath) await rm(kubeconfigPath, { force: true });
  await rm(folderOf(dir, name), { recursive: true, force: true });
  if (merged) await removeFrom(merged.file, merged.context);
}
