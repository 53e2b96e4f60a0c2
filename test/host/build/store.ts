import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, glob, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../kube.ts';
import { importImage } from '../node/containerd.ts';
import { run, succeeds } from '../run.ts';
import { keyOf, type Recipe } from './cached.ts';

/**
 * A recipe for a containerd root folder into which all images are imported already: the import
 * takes a while, and a host's own copy of the folder, made of hard links, takes a moment.
 */
export function storeRecipe(archives: readonly string[]): Recipe {
  const recipe = { name: 'image-store', ingredients: archives };
  const state = join('/run', `ephemeral-vcluster-${keyOf(recipe)}`); // short: it holds a socket
  const clear = () => rm(state, { recursive: true, force: true });
  return {
    ...recipe,
    make: async (folder) => {
      await clear(); // a build that was killed could not
      await mkdir(state);
      await importAll(folder, state, archives).finally(clear);
    },
  };
}

async function importAll(root: string, state: string, archives: readonly string[]): Promise<void> {
  const socket = join(state, 'containerd.sock');
  const config = join(state, 'config.toml');
  await writeFile(config, storeConfig(root, state, socket));
  // it must not live on, unseen, when this process is killed
  const whileWeLive = ['--pdeathsig', 'KILL', 'containerd', '--config', config];
  const daemon = spawn('setpriv', whileWeLive, { stdio: 'ignore' });
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

/** Layers and blobs are never written again and may be shared; the databases are the host's own. */
export async function copyStore(store: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run('cp', ['--archive', '--link', `${store}/.`, folder]);
  for await (const database of glob(join(folder, '*', '*.db'))) {
    await copyFile(database, `${database}.own`);
    await rename(`${database}.own`, database);
  }
}
