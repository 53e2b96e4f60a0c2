import { existsSync } from 'node:fs';
import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Report } from '../report.ts';
import { killProcesses, processesOf, removeCgroups } from './cgroup.ts';
import type { Layout } from './layout.ts';
import { unmountBelow } from './mounts.ts';
import { removeNetwork } from './network.ts';

/** Folders that containerd, libcni and kubelet share among hosts; their paths cannot be configured. */
const SHIM_SOCKETS = '/run/containerd/s';
const CNI_RESULTS = '/var/lib/cni/results';
const LOG_LINKS = '/var/log/containers';

/**
 * Ends the node and removes all of it, in whatever state it is: running, half started, or dead with
 * its mounts and namespaces left behind. Nothing is asked of the node's own programs.
 */
export async function stopNode(layout: Layout, report: Report): Promise<void> {
  await report.step('end processes', () => killProcesses(layout));
  await report.step('remove shared files', () => removeSharedFiles(layout));
  await report.step('unmount', () => unmountBelow([layout.run, layout.folder]));
  await report.step('remove network', () => removeNetwork(layout));
  await report.step('remove cgroups', () => removeCgroups(layout));
  await report.step('remove files', async () => {
    for (const folder of [layout.etcd, layout.run, layout.folder]) {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/** Whether a run of the host left anything. */
export async function hasTraces(layout: Layout): Promise<boolean> {
  const files = [layout.etcd, layout.run, layout.folder, layout.netnsPath];
  return files.some(existsSync) || (await processesOf(layout)).length > 0;
}

/** Only those that name this host, its containers or its folders. */
async function removeSharedFiles(layout: Layout): Promise<void> {
  for (const socket of await shimSockets(layout)) await rm(socket, { force: true });
  for (const result of await list(CNI_RESULTS)) {
    if (basename(result).startsWith(`${layout.network}-`)) await rm(result, { force: true });
  }
  for (const link of await list(LOG_LINKS)) {
    const target = await readlink(link).catch(() => '');
    if (target.startsWith(`${layout.podLogs}/`)) await rm(link, { force: true });
  }
}

/** A shim that was killed leaves its socket; each task's folder says where it is. */
async function shimSockets(layout: Layout): Promise<string[]> {
  const tasks = join(layout.containerdState, 'io.containerd.runtime.v2.task', 'k8s.io');
  const addresses = (await list(tasks)).map((task) =>
    readFile(join(task, 'address'), 'utf8').catch(() => ''),
  );
  const paths = (await Promise.all(addresses)).map((a) => a.trim().replace('unix://', ''));
  return paths.filter((path) => path.startsWith(`${SHIM_SOCKETS}/`));
}

const list = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
