import { gte, lt } from 'semver';
import type { Distro, OwnVersions } from './distros.ts';

export interface Combination {
  distro: Distro;
  kubernetesVersion: string;
  vclusterVersion: string;
  hostVersion: string;
  own?: OwnVersions | undefined;
}

/**
 * Whether pods may stay not Ready forever: hosts from 1.34 on set `observedGeneration` in the status of pods, API
 * servers before 1.34 drop that field, and vcluster before 0.36.1 then sees a difference that it can never remove by
 * writing (loft-sh/vcluster#3578).
 */
export const hasSkew = ({ kubernetesVersion, vclusterVersion, hostVersion }: Combination) =>
  lt(kubernetesVersion, '1.34.0') && gte(hostVersion, '1.34.0') && lt(vclusterVersion, '0.36.1');

/** Whether a feature gate makes the API server keep that field. Only 1.33 has the gate, off by default. */
export const isFixedByFeatureGate = (versions: Combination): boolean =>
  hasSkew(versions) && versions.distro === 'k8s' && gte(versions.kubernetesVersion, '1.33.0');
