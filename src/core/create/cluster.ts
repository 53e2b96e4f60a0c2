import type { ClusterRef } from '../cluster/ref.ts';
import type { DeleteOptions, DeleteResult } from '../deletion/delete.ts';
import type { ConnectionMode } from '../spec/spec.ts';
import type { Phase } from './phases.ts';

/** A running virtual cluster. Disposing it deletes it. */
export interface Cluster extends AsyncDisposable {
  /** Input of `deleteCluster`, also in another process. */
  readonly ref: ClusterRef;
  readonly name: string;
  readonly namespace: string;
  /** Path of its kubeconfig, mode 0600. */
  readonly kubeconfig: string;
  /** Name of the kubeconfig's context. */
  readonly context: string;
  /** Address of the API server in that kubeconfig. */
  readonly server: string;
  /** Exact version that the virtual cluster reports, such as `1.34.4`. */
  readonly kubernetesVersion: string;
  readonly vclusterVersion: string;
  readonly hostKubernetesVersion: string;
  /** The hard limit: the cluster is deleted at this time in any case. */
  readonly expiresAt: Date;
  /** How clients reach the cluster. */
  readonly connect: ConnectionMode;
  /** Process id of the keeper that runs in the background of the job; undefined without a keeper. */
  readonly keeperPid: number | undefined;
  /** How long each phase of the creation took, in order. */
  readonly phases: readonly Phase[];
  /** Waits for a higher level than `createCluster` waited for. */
  ready(level?: 'ready' | 'dns'): Promise<void>;
  /** Deletes the cluster and waits until its objects are gone. */
  delete(options?: DeleteOptions): Promise<DeleteResult>;
}
