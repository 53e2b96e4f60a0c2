import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Layout } from './layout.ts';

/** Child cgroup for the programs of the node. kubelet creates `kubepods` next to it. */
const OWN = 'system';

/** Mount points of all cgroup hierarchies: one in cgroup v2, one per controller in v1. */
async function hierarchies(): Promise<string[]> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((m) => m.split(' '));
  const found = mounts.filter(([, , type]) => type === 'cgroup' || type === 'cgroup2');
  return [...new Set(found.map(([, point = '']) => point))];
}

const cgroupsOf = async ({ cgroup }: Layout): Promise<string[]> =>
  (await hierarchies()).map((root) => join(root, cgroup));

/** Creates the cgroup of the host in every hierarchy. */
export async function createCgroups(layout: Layout): Promise<void> {
  for (const folder of await cgroupsOf(layout)) {
    for (const group of [folder, join(folder, OWN)]) {
      await delegateControllers(dirname(group));
      await mkdir(group, { recursive: true });
      await inheritCpuset(group);
    }
  }
}

/** cgroup v2 only: children can use a controller only if the parent delegates it. */
async function delegateControllers(parent: string): Promise<void> {
  const controllers = await read(join(parent, 'cgroup.controllers'));
  for (const controller of controllers.split(/\s+/).filter(Boolean)) {
    const file = join(parent, 'cgroup.subtree_control');
    await writeFile(file, `+${controller}`).catch(() => {}); // Some cannot be delegated; none is required.
  }
}

/** cgroup v1 only: a new cpuset is empty, and processes cannot enter an empty one. */
async function inheritCpuset(group: string): Promise<void> {
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    const inherited = (await read(join(dirname(group), file))).trim();
    const own = await read(join(group, file));
    if (inherited && own === '\n') await writeFile(join(group, file), inherited);
  }
}

const read = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

/** The files to which a process writes its id to join the cgroup of the host. */
export async function entrances(layout: Layout): Promise<string[]> {
  return (await cgroupsOf(layout)).map((folder) => join(folder, OWN, 'cgroup.procs'));
}

/** Ids of all processes of the host, including those in containers. */
export async function processesOf(layout: Layout): Promise<number[]> {
  const ids = new Set<number>();
  for (const folder of await cgroupsOf(layout)) {
    for (const group of await groupsBelow(folder)) {
      const text = await read(join(group, 'cgroup.procs'));
      for (const id of text.split('\n')) if (Number(id) > 0) ids.add(Number(id));
    }
  }
  return [...ids];
}

/** Kills every process of the host. Processes that they start in the meantime are in the same cgroups, and are killed too. */
export async function killProcesses(layout: Layout): Promise<void> {
  for (let turn = 0; turn < 400; turn += 1) {
    const ids = await processesOf(layout);
    if (ids.length === 0) return;
    for (const id of ids) kill(id);
    await sleep(25);
  }
  throw new Error(`processes of ${layout.name} do not end: ${await processesOf(layout)}`);
}

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // The process ended before the signal.
  }
}

export async function removeCgroups(layout: Layout): Promise<void> {
  for (const folder of await cgroupsOf(layout)) {
    for (const group of await groupsBelow(folder)) await removeCgroup(group);
  }
}

/** Retries, because the kernel needs a moment after the last process of a cgroup has ended. */
async function removeCgroup(group: string): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    try {
      return await rmdir(group);
    } catch (error) {
      if (turn === 100) throw error;
      await sleep(20);
    }
  }
}

/** Returns a cgroup and all cgroups in it, the innermost first; an empty list if it does not exist. */
async function groupsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (!entries) return [];
  const folders = entries.filter((entry) => entry.isDirectory());
  const inner = await Promise.all(folders.map(({ name }) => groupsBelow(join(folder, name))));
  return [...inner.flat(), folder];
}
