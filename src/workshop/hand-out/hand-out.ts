/** What one attendee is given. */
export interface HandOut {
  workshop: string;
  /** As the organiser wrote it. */
  attendee: string;
  /** Name of the cluster, and of the attendee's folder. */
  cluster: string;
  /** Exact: `1.34.4`. */
  kubernetesVersion: string;
  /** Name of the context in the kubeconfig. */
  context: string;
  server: string;
  /** The text of the file; holds a credential. */
  kubeconfig: string;
  /** When the cluster is gone. */
  expiresAt: Date;
}

/** A seat that could not be made. */
export interface Failed {
  attendee: string;
  cluster: string;
  reason: string;
}
