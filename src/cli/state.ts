import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ClusterIntent } from '../core/cluster/ref.ts';
import { ClusterError, InputError } from '../core/errors.ts';
import { writePrivate } from '../core/private-file.ts';
import { stateFolder } from '../machine/state-folder.ts';
import type { RunnerHost } from '../runner-host/runner-host.ts';
import { removeFrom } from './user-kubeconfig.ts';

/** The state of a cluster, in a dedicated folder. It exists from before the creation until the deletion. */
export interface State {
  ref: ClusterIntent;
  /** Path of this tool's copy of the host credentials. */
  hostKubeconfig: string;
  /** How long the cluster remains after the last renewal of its lease, in milliseconds. */
  lease: number;
  /** Path of a kubeconfig outside of the folder, from `--kubeconfig-path`. */
  kubeconfigPath?: string;
  /** The host cluster on this machine, if it was made for this cluster. */
  runnerHost?: RunnerHost;
  /** The user's kubeconfig that contains a context of the cluster, from `connect --merge`. */
  merged?: { file: string; context: string };
}

const FILE = 'state.json';

/** Returns `--state-dir`, by default the folder for state. */
export const stateDir = (given: string | undefined, env: NodeJS.ProcessEnv = process.env): string =>
  // Absolute, because paths in it are saved, and printed for shells that may change their working directory.
  resolve(given || stateFolder(env));

export const folderOf = (dir: string, name: string): string => join(dir, name);

/**
 * Creates the folder of a new cluster with mode 0700.
 *
 * @throws InputError if the folder exists, or ClusterError if it cannot be created.
 */
export async function makeFolder(dir: string, name: string): Promise<string> {
  const folder = folderOf(dir, name);
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await mkdir(folder, { mode: 0o700 });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== 'EEXIST' || !existsSync(folder)) {
      throw new ClusterError(
        `Could not create ${folder} for the state of the cluster: ${message}`,
        {
          hint: 'Nothing was created. Set --state-dir to a folder that this user can write to.',
          cause,
        },
      );
    }
    const allowed = `another name: a cluster with this name was created on this machine; delete the cluster, or remove ${folder}`;
    throw new InputError([{ input: 'name', given: name, allowed }]);
  }
  return folder;
}

/** Writes the state atomically, because `renew` reads it at any time. */
export async function saveState(folder: string, state: State): Promise<void> {
  await writePrivate(join(folder, FILE), JSON.stringify(state));
}

/** Changes the state of a cluster. Does nothing if there is no state. */
export async function updateState(dir: string, name: string, facts: Partial<State>): Promise<void> {
  const state = loadState(dir, name);
  if (state) await saveState(folderOf(dir, name), { ...state, ...facts });
}

/** Reads the state of a cluster; undefined if there is none. */
export function loadState(dir: string, name: string): State | undefined {
  const path = join(folderOf(dir, name), FILE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as State) : undefined;
}

/** Names of the clusters that have a state. */
export const rememberedNames = (dir: string): string[] =>
  existsSync(dir) ? readdirSync(dir).filter((name) => existsSync(join(dir, name, FILE))) : [];

/** Removes the state, the kubeconfig and the merged context of a cluster. */
export async function forget(dir: string, name: string): Promise<void> {
  const { kubeconfigPath, merged } = loadState(dir, name) ?? {};
  if (kubeconfigPath) await rm(kubeconfigPath, { force: true });
  await rm(folderOf(dir, name), { recursive: true, force: true });
  if (merged) await removeFrom(merged.file, merged.context);
}
