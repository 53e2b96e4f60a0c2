import type { Distro } from '../versions/distros.ts';

/** The input of `tunedValues`. */
export interface ValuesInput {
  distro: Distro;
  kubernetesVersion: string;
  vclusterVersion: string;
  /** Kubernetes version of the host, if known. */
  hostVersion?: string | undefined;
  /** The host's range of Service addresses, if the user has the right to read it. Otherwise vcluster finds it by creating Services. */
  serviceCIDR?: string | undefined;
  /** A mirror that contains all images, under the paths of their original registries. */
  imageRegistry?: string | undefined;
  /** Names of Secrets in the cluster's namespace, used by all pods of the cluster. */
  imagePullSecrets?: readonly string[] | undefined;
}

export type Values = Record<string, unknown>;
