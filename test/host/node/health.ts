import { until } from '../kube.ts';
import type { Layout } from './layout.ts';
import { isRunning } from './process.ts';
import { isReady } from './readiness.ts';

const PROGRAMS = [
  'etcd',
  'kube-apiserver',
  'containerd',
  'kubelet',
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy',
];

/** Programs of the node that do not run. */
export async function deadPrograms(layout: Layout): Promise<string[]> {
  const alive = await Promise.all(PROGRAMS.map((program) => isRunning(layout, program)));
  return PROGRAMS.filter((_, index) => !alive[index]);
}

/** A busy machine may make the node late, so a node that is not ready gets a while to become so. */
export async function isHealthy(layout: Layout): Promise<boolean> {
  if ((await deadPrograms(layout)).length > 0) return false;
  return until('node', 30, () => isReady(layout.kubeconfig)).then(
    () => true,
    () => false,
  );
}
