/** What one attendee gets. */
export interface HandOut {
  /** Name of the workshop, a DNS label. */
  workshop: string;
  /** As the organiser wrote it: any text. */
  attendee: string;
  /** Name of the virtual cluster and of the attendee's folder, a DNS label. */
  cluster: string;
  /** `1.34.4` */
  kubernetesVersion: string;
  /** Name of the context in the kubeconfig. */
  context: string;
  /** `https://…` */
  server: string;
  /** The text of the file. It contains a credential. */
  kubeconfig: string;
  expiresAt: Date;
}

/** An attendee whose cluster could not be created. */
export interface FailedHandOut {
  attendee: string;
  cluster: string;
  reason: string;
}
