import type { Cluster } from '../core/create/cluster.ts';

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
/** All of them for each of several clusters, as a list in JSON. */
export const CLUSTERS = 'clusters';
export type Outputs = Record<(typeof OUTPUTS)[number], string>;

/** How long its creation took, in milliseconds. */
export const creationTime = ({ phases }: Pick<Cluster, 'phases'>): number =>
  phases.reduce((sum, { milliseconds }) => sum + milliseconds, 0);

/** Of one cluster; `kubeconfig` is the path that the user's steps are to use. */
export function outputsOf(cluster: Cluster, kubeconfig = cluster.kubeconfig): Outputs {
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

/** Of clusters that were made together: those of the first one, with the kubeconfig for all, and the list. */
export function outputsOfAll(clusters: readonly Cluster[], kubeconfig: string) {
  const [first] = clusters.map((cluster) => outputsOf(cluster, kubeconfig));
  return { ...first, [CLUSTERS]: JSON.stringify(clusters.map((it) => outputsOf(it))) };
}
