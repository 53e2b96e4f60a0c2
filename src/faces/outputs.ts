import type { Cluster } from '../core/cluster.ts';

/** What every face tells of a cluster that it made, under the same names. */
export const OUTPUTS = [
  'name',
  'namespace',
  'kubeconfig',
  'context',
  'server',
  'kubernetes-version',
  'vcluster-version',
  'host-kubernetes-version',
  'expires-at',
  'ready-seconds',
  'connect',
] as const;
export type Outputs = Record<(typeof OUTPUTS)[number], string>;

/** How long its creation took, in milliseconds. */
export const creationTime = ({ phases }: Pick<Cluster, 'phases'>): number =>
  phases.reduce((sum, { milliseconds }) => sum + milliseconds, 0);

/** The outputs of the action; `kubeconfig` is the path that the user's steps are to use. */
export function outputsOf(cluster: Cluster, kubeconfig: string): Outputs {
  return {
    name: cluster.name,
    namespace: cluster.namespace,
    kubeconfig,
    context: cluster.context,
    server: cluster.server,
    'kubernetes-version': cluster.kubernetesVersion,
    'vcluster-version': cluster.vclusterVersion,
    'host-kubernetes-version': cluster.hostKubernetesVersion,
    'expires-at': cluster.expiresAt.toISOString(),
    'ready-seconds': (creationTime(cluster) / 1_000).toFixed(1),
    connect: cluster.connect,
  };
}
