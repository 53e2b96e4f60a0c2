import type { Distro } from '../versions/distros.ts';

/** Everything that the tuned values depend on. */
export interface ValuesInput {
  distro: Distro;
  kubernetesVersion: string;
  vclusterVersion: string;
  /** Of the host, where it is known. */
  hostVersion?: string | undefined;
  /** The host's range of Service addresses, where we may read it; else the engine finds it by trying Services. */
  serviceCIDR?: string | undefined;
  /** A mirror that holds all images, under the paths that they have at their own registries. */
  imageRegistry?: string | undefined;
  /** Names of Secrets in the cluster's namespace, for all pods of the cluster. */
  imagePullSecrets?: readonly string[] | undefined;
}

export type Values = Record<string, unknown>;
