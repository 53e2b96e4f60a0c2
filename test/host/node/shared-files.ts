import { readdir, readFile, readlink, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Layout } from './layout.ts';

/** Folders whose paths cannot be configured, so that all hosts and other software share them. */
const SHIM_SOCKETS = '/run/containerd/s';
const CNI_RESULTS = '/var/lib/cni/results';
const LOG_LINKS = '/var/log/containers';
const DEVICE_PLUGINS = '/var/lib/kubelet/device-plugins';

/** Removes only those files from the shared folders that name this host, its containers or its folders. */
export async function removeSharedFiles(layout: Layout): Promise<void> {
  const files = [
    ...(await shimSockets(layout)),
    ...(await cniResults(layout)),
    ...(await logLinks(layout)),
  ];
  for (const file of files) await rm(file, { force: true });
  if ((await list(dirname(layout.run))).every((run) => run === layout.run)) await removeLast();
}

/** Removes what no host needs once the last one is down. */
async function removeLast(): Promise<void> {
  await rm(join(DEVICE_PLUGINS, 'kubelet.sock'), { force: true });
  const runc = '/run/containerd/runc';
  const shims = [SHIM_SOCKETS, join(runc, 'k8s.io'), runc, dirname(SHIM_SOCKETS)];
  const folders = [DEVICE_PLUGINS, dirname(DEVICE_PLUGINS), CNI_RESULTS, LOG_LINKS, ...shims];
  for (const folder of folders) {
    await rmdir(folder).catch(() => {}); // Missing, or in use by other software.
  }
}

/** Sockets of killed shims. The folder of each task contains the path of its socket. */
async function shimSockets(layout: Layout): Promise<string[]> {
  const addresses = (await tasks(layout)).map((task) =>
    readFile(join(task, 'address'), 'utf8').catch(() => ''),
  );
  const paths = (await Promise.all(addresses)).map((a) => a.trim().replace('unix://', ''));
  return paths.filter((path) => path.startsWith(`${SHIM_SOCKETS}/`));
}

/** Their names contain the name of the network or, for the loopback device, only the container id of the pod. */
async function cniResults(layout: Layout): Promise<string[]> {
  const owners = [`${layout.network}-`, ...(await tasks(layout)).map((task) => basename(task))];
  return (await list(CNI_RESULTS)).filter((path) => owners.some((owner) => path.includes(owner)));
}

async function logLinks({ podLogs }: Layout): Promise<string[]> {
  const links = await list(LOG_LINKS);
  const targets = await Promise.all(links.map((link) => readlink(link).catch(() => '')));
  return links.filter((_, index) => targets[index]?.startsWith(`${podLogs}/`));
}

const tasks = ({ containerdState }: Layout): Promise<string[]> =>
  list(join(containerdState, 'io.containerd.runtime.v2.task', 'k8s.io'));

const list = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
