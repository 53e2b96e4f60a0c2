import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, glob, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../kube.ts';
import { importImage } from '../node/containerd.ts';
import { run, succeeds } from '../run.ts';
import { keyOf, type Recipe } from './cached.ts';

/**
 * A recipe for a containerd root folder with all images imported. The import takes long; copying the
 * folder for a host, with hard links, takes a moment.
 */
export function storeRecipe(archives: readonly string[]): Recipe {
  const recipe = { name: 'image-store', ingredients: archives };
  const state = join('/run', `ephemeral-vcluster-${keyOf(recipe)}`); // Short, because the path of a socket is limited.
  const clear = () => rm(state, { recursive: true, force: true });
  return {
    ...recipe,
    make: async (folder) => {
      await clear(); // A killed build could not clean up.
      await mkdir(state);
      await importAll(folder, state, archives).finally(clear);
    },
  };
}

async function importAll(root: string, state: string, archives: readonly string[]): Promise<void> {
  const socket = join(state, 'containerd.sock');
  const config = join(state, 'config.toml');
  await writeFile(config, storeConfig(root, state, socket));
  // containerd must not keep running if this process is killed.
  const setprivArgs = ['--pdeathsig', 'KILL', 'containerd', '--config', config];
  const daemon = spawn('setpriv', setprivArgs, { stdio: 'ignore' });
  const ended = once(daemon, 'exit');
  try {
    await until('containerd', 30, () => succeeds('ctr', ['--address', socket, 'version']));
    for (const archive of archives) await importImage(socket, archive);
  } finally {
    daemon.kill('SIGTERM');
    await ended;
  }
}

const storeConfig = (root: string, state: string, socket: string): string => `version = 2
root = "${root}"
state = "${state}/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "${socket}"
`;

/** Copies a store. Layers and blobs never change, so the copy shares them; the databases are copied. */
export async function copyStore(store: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run('cp', ['--archive', '--link', `${store}/.`, folder]);
  for await (const database of glob(join(folder, '*', '*.db'))) {
    await copyFile(database, `${database}.own`);
    await rename(`${database}.own`, database);
  }
}
