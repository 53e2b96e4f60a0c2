import type { ClusterRef } from '../cluster/ref.ts';
import type { DeleteOptions, DeleteResult } from '../deletion/delete.ts';
import type { ConnectionMode } from '../spec/spec.ts';
import type { Phase } from './phases.ts';

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
  /** How it is reached. */
  readonly connect: ConnectionMode;
  /** Process id of the keeper beside the job, where there is one. */
  readonly keeperPid: number | undefined;
  /** How long each part of creation took, in order. */
  readonly phases: readonly Phase[];
  /** Waits for a level above the one that `createCluster` waited for. */
  ready(level?: 'ready' | 'dns'): Promise<void>;
  /** Deletes it, and watches it go. */
  delete(options?: DeleteOptions): Promise<DeleteResult>;
}
