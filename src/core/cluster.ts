import type { ClusterRef } from './delete.ts';

/** How long one phase of creation took, in milliseconds, in the order in which they ended. */
export interface Phase {
  name: string;
  milliseconds: number;
}

/** A virtual cluster that answers. Disposing deletes it. */
export interface Cluster extends AsyncDisposable {
  /** What `deleteCluster` needs, also in another process. */
  readonly ref: ClusterRef;
  readonly name: string;
  readonly namespace: string;
  /** Path of its kubeconfig, mode 0600. */
  readonly kubeconfig: string;
  /** Name of the kubeconfig's context. */
  readonly context: string;
  /** Address of the API server in that kubeconfig. */
  readonly server: string;
  /** Exact version of the virtual cluster, as it says itself: `1.34.4`. */
  readonly kubernetesVersion: string;
  readonly vclusterVersion: string;
  readonly hostKubernetesVersion: string;
  /** The hard limit: the cluster is gone then, whatever happens. */
  readonly expiresAt: Date;
  /** How it is reached, and why that way. */
  readonly connect: 'tunnel' | 'service';
  readonly connectReason: string;
  /** Process id of the keeper beside the job. */
  readonly keeperPid: number;
  readonly phases: readonly Phase[];
  /** Waits until a level above the one that `createCluster` waited for. */
  ready(level?: 'ready' | 'dns'): Promise<void>;
  delete(): Promise<void>;
}
