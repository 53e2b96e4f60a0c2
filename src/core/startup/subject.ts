import type { KubeConfig } from '@kubernetes/client-node';
import { controlPlaneSelector } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';

/** The pod that is watched: whose it is, and where it is. */
export interface PodSubject {
  /** Name of the virtual cluster, for errors. */
  cluster: string;
  /** The cluster that contains the pod: the host cluster, or the new one. */
  kubeConfig: KubeConfig;
  namespace: string;
  labelSelector: string;
  /** Name of its Deployment or StatefulSet. */
  workload: string;
  /** The program in it, if it is not the API server. */
  program?: string;
  /** Name of the container of that program, if it is not vcluster's. */
  container?: string;
}

/** The part of `subject` that its observation keeps. */
export const programOf = ({ program, container }: PodSubject) => ({
  ...(program && { program }),
  ...(container && { container }),
});

/** The pod of a control plane on the host cluster. */
export const controlPlaneOf = (hostCluster: KubeConfig, ref: ClusterRef): PodSubject => ({
  cluster: ref.name,
  kubeConfig: hostCluster,
  namespace: ref.namespace,
  labelSelector: controlPlaneSelector(ref.name),
  workload: ref.name,
});

/** The pod of CoreDNS in a virtual cluster. Its status is that of the host's pod, which vcluster copies. */
export const coreDnsOf = (virtual: KubeConfig, cluster: string): PodSubject => ({
  cluster,
  kubeConfig: virtual,
  namespace: 'kube-system',
  labelSelector: 'k8s-app=vcluster-kube-dns',
  workload: 'coredns',
  program: 'CoreDNS',
  container: 'coredns',
});
