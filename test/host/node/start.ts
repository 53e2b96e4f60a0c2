import { mkdir, rm } from 'node:fs/promises';
import { copyStore } from '../build/store.ts';
import { get, until } from '../kube.ts';
import type { Report } from '../report.ts';
import { createCgroups } from './cgroup.ts';
import { containerd } from './containerd.ts';
import { apiServer, controllerManager, etcd, scheduler } from './control-plane.ts';
import { writeCredentials } from './credentials.ts';
import { kubelet, kubeProxy } from './kubelet.ts';
import type { Layout } from './layout.ts';
import { createNetwork } from './network.ts';
import { type Program, type Started, start } from './process.ts';
import { isReady } from './readiness.ts';
import type { Subnet } from './subnet.ts';

export interface NodeParts {
  /** Folder with the Kubernetes programs of the host. */
  programs: string;
  /** Root folder of containerd with all images. */
  store: string;
}

/** Starts a one-node cluster, and waits until pods can be scheduled on it. */
export async function startNode(layout: Layout, parts: NodeParts, report: Report): Promise<void> {
  const net = await report.step('prepare network, cgroups, certificates', () => prepare(layout));
  await report.step('copy image store', () => copyStore(parts.store, layout.containerdRoot));
  const first = await startAll(layout, [
    etcd(layout),
    apiServer(layout, parts.programs, net),
    await containerd(layout),
  ]);
  const apiAnswers = () => get(layout.kubeconfig, '/readyz').then(() => true);
  await report.step('API server', () => orEnd(until('API server', 120, apiAnswers), first));
  const second = await startAll(layout, await agents(layout, parts.programs, net));
  const nodeReady = () => isReady(layout.kubeconfig);
  await report.step('node', () => orEnd(until('node', 120, nodeReady), [...first, ...second]));
}

async function prepare(layout: Layout): Promise<Subnet> {
  await rm(layout.logs, { recursive: true, force: true });
  for (const folder of [layout.folder, layout.run]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  const [net] = await Promise.all([createNetwork(layout), createCgroups(layout)]);
  await writeCredentials(layout, net);
  return net;
}

/** Programs that need an API server. Started earlier, they would increase the pause between their attempts. */
const agents = async (layout: Layout, programs: string, net: Subnet): Promise<Program[]> => [
  await kubelet(layout, programs, net),
  controllerManager(layout, programs),
  scheduler(layout, programs),
  await kubeProxy(layout, programs),
];

const startAll = (layout: Layout, programs: Program[]): Promise<Started[]> =>
  Promise.all(programs.map((program) => start(layout, program)));

/** Waits for `work`, and fails as soon as one of the programs ends. */
const orEnd = (work: Promise<void>, programs: Started[]): Promise<void> =>
  Promise.race([work, ...programs.map(({ ended }) => ended)]);
