import { ClusterError } from '../core/errors.ts';
import type { Log } from '../core/runtime.ts';

/** A host cluster to create. */
export interface NewCluster {
  name: string;
  /** Its Kubernetes version, such as `1.34.4`, or the image of its node. Default: that of the program. */
  version: string | undefined;
  /** Where its kubeconfig is written, with mode 0600. */
  kubeconfig: string;
}

/** A cluster that is not ours has the name. It was not changed. */
export class NameTaken extends ClusterError {
  constructor(name: string) {
    super(
      `A cluster ${name} is on this machine, and it was not created by this tool. It was not changed.`,
      { hint: `Delete it if nobody needs it: kind delete cluster --name ${name}` },
    );
  }
}

/** The program that makes host clusters on this machine. kind is one. */
export interface RunnerClusters {
  /** @throws ClusterError if this machine cannot run a cluster, with the reason. */
  check(): Promise<void>;
  /** The names of all its clusters on this machine, also those of others. */
  names(): Promise<string[]>;
  /**
   * @throws NameTaken if there is such a cluster already.
   * @throws ClusterError with the reason. Parts of the cluster may exist then.
   */
  create(cluster: NewCluster, log: Log, signal: AbortSignal): Promise<void>;
  /** Returns the kubeconfig of a cluster; undefined if it has none, for example because its creation was interrupted. */
  kubeconfigOf(name: string): Promise<string | undefined>;
  /** Deletes a cluster, also one that exists in part. */
  delete(name: string): Promise<void>;
}
