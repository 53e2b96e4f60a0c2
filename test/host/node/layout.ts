import { join } from 'node:path';
import { cacheRoot, checkName, hostFolder } from '../paths.ts';

/** Paths and names of one host. All of them contain the name of the host, so that hosts can run side by side. */
export interface Layout {
  name: string;
  /** Files of one run: certificates, configuration, containerd and kubelet data. */
  folder: string;
  logs: string;
  kubeconfig: string;
  pki: string;
  containerdRoot: string;
  kubeletRoot: string;
  podLogs: string;
  cniConfig: string;
  /** Sockets, process records, container state. */
  run: string;
  socket: string;
  containerdState: string;
  runcRoot: string;
  /** Data of etcd, in memory: fsync on a disk would be most of the latency of the cluster. */
  etcd: string;
  netns: string;
  netnsPath: string;
  /** Name of the cgroup, below the root of each hierarchy. */
  cgroup: string;
  /** Name of the CNI network. libcni uses it for files in a folder that all hosts share. */
  network: string;
}

export function layoutOf(name: string): Layout {
  const folder = hostFolder(checkName(name));
  const run = join('/run/ephemeral-vcluster', name);
  return {
    name,
    folder,
    logs: join(cacheRoot(), 'log', name),
    kubeconfig: join(folder, 'kubeconfig'),
    pki: join(folder, 'pki'),
    containerdRoot: join(folder, 'containerd'),
    kubeletRoot: join(folder, 'kubelet'),
    podLogs: join(folder, 'pod-logs'),
    cniConfig: join(folder, 'cni'),
    run,
    socket: join(run, 'containerd.sock'),
    containerdState: join(run, 'containerd'),
    runcRoot: join(run, 'runc'),
    etcd: join('/dev/shm', `ephemeral-vcluster-${name}`),
    netns: `ephemeral-vcluster-${name}`,
    netnsPath: join('/run/netns', `ephemeral-vcluster-${name}`),
    cgroup: `ephemeral-vcluster-${name}`,
    network: `ephemeral-vcluster-${name}`,
  };
}
