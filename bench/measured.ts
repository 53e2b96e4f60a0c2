/** A cluster that was created and measured, until it is removed. */
export interface Measured {
  /** From the start of the program that creates it to its end, in milliseconds. */
  milliseconds: number;
  /** How ephemeral-vcluster itself splits that time into phases; empty for the vcluster CLI. */
  phases: { name: string; milliseconds: number }[];
  /** Path of a kubeconfig that works while the cluster exists; undefined for the vcluster CLI. */
  kubeconfig?: string;
  remove: () => Promise<void>;
}

/** What both sides of a comparison need to create a cluster. */
export interface Bench {
  hostKubeconfig: string;
  helm: string;
  vcluster: string;
  chart: string;
  /** A `versions-file` with what the host has. */
  versions: string;
  /** A vcluster.yaml for both sides. */
  values?: string;
}
