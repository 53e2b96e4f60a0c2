import { gte, lt } from 'semver';
import type { Distro } from './distros.ts';

export interface Combination {
  distro: Distro;
  kubernetesVersion: string;
  vclusterVersion: string;
  hostVersion: string;
}

/**
 * Whether pods may stay not Ready for ever: hosts from 1.34 on put `observedGeneration` into the status of pods, API
 * servers before 1.34 drop it, and engines before 0.36.1 then see a difference that no write of theirs removes
 * (loft-sh/vcluster#3578).
 */
export const hasSkew = ({ kubernetesVersion, vclusterVersion, hostVersion }: Combination) =>
  lt(kubernetesVersion, '1.34.0') && gte(hostVersion, '1.34.0') && lt(vclusterVersion, '0.36.1');

/** Whether the API server keeps that field once a feature gate is on, which only 1.33 has, and has off. */
export const isFixedByFeatureGate = (versions: Combination): boolean =>
  hasSkew(versions) && versions.distro === 'k8s' && gte(versions.kubernetesVersion, '1.33.0');
