import type { Cluster } from '../core/create/cluster.ts';

/** The outputs for each created cluster. The action, the CLI and Tekton use the same names. */
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
/** Name of the output with the outputs of all clusters, as a JSON list. */
export const CLUSTERS = 'clusters';
export type Outputs = Record<(typeof OUTPUTS)[number], string>;

/** Duration of the creation, in milliseconds. */
export const creationTime = ({ phases }: Pick<Cluster, 'phases'>): number =>
  phases.reduce((sum, { milliseconds }) => sum + milliseconds, 0);

/** Returns the outputs of one cluster. `kubeconfig` is the path for the user's steps. */
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

/** Returns the outputs of several clusters: those of the first, with the kubeconfig for all, and the list of all. */
export function outputsOfAll(clusters: readonly Cluster[], kubeconfig: string) {
  const [first] = clusters.map((cluster) => outputsOf(cluster, kubeconfig));
  return { ...first, [CLUSTERS]: JSON.stringify(clusters.map((it) => outputsOf(it))) };
}
