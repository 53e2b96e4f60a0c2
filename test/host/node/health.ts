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

/** Programs of the node that are not running. */
export async function deadPrograms(layout: Layout): Promise<string[]> {
  const alive = await Promise.all(PROGRAMS.map((program) => isRunning(layout, program)));
  return PROGRAMS.filter((_, index) => !alive[index]);
}

/** Waits up to 30 s for the node, because it may not be ready for a while on a busy machine. */
export async function isHealthy(layout: Layout): Promise<boolean> {
  if ((await deadPrograms(layout)).length > 0) return false;
  return until('node', 30, () => isReady(layout.kubeconfig)).then(
    () => true,
    () => false,
  );
}
