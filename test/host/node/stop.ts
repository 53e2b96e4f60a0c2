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
    await rmdir(dirname(layout.run)).catch(() => {}); // other hosts have theirs in it
  });
}

/** Whether a run of the host left anything. */
export async function hasTraces(layout: Layout): Promise<boolean> {
  const files = [layout.etcd, layout.run, layout.folder, layout.netnsPath];
  return files.some(existsSync) || (await processesOf(layout)).length > 0;
}
