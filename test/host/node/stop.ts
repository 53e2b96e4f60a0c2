import { existsSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Report } from '../report.ts';
import { killProcesses, processesOf, removeCgroups } from './cgroup.ts';
import type { Layout } from './layout.ts';
import { unmountBelow } from './mounts.ts';
import { removeNetwork } from './network.ts';
import { removeSharedFiles } from './shared-files.ts';

/**
 * Ends the node and removes everything of it, in any state: running, partially started, or dead with mounts and namespaces
 * left behind. Does not depend on the programs of the node.
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
    await rmdir(dirname(layout.run)).catch(() => {}); // It contains the files of other hosts.
  });
}

/** Whether a run of the host has left anything on the machine. */
export async function hasTraces(layout: Layout): Promise<boolean> {
  const files = [layout.etcd, layout.run, layout.folder, layout.netnsPath];
  return files.some(existsSync) || (await processesOf(layout)).length > 0;
}
