/** What one attendee is given. */
export interface HandOut {
  /** Name of the workshop, a DNS label. */
  workshop: string;
  /** As the organiser wrote it: any text. */
  attendee: string;
  /** Name of the virtual cluster, a DNS label; also that of the attendee's folder. */
  cluster: string;
  /** `1.34.4` */
  kubernetesVersion: string;
  /** Name of the context in the kubeconfig. */
  context: string;
  /** `https://…` */
  server: string;
  /** The text of the file; holds a credential. */
  kubeconfig: string;
  expiresAt: Date;
}

/** An attendee who has nothing to be given. */
export interface FailedHandOut {
  attendee: string;
  cluster: string;
  reason: string;
}
