import type { OwnVersions } from '../../src/core/versions/distros.ts';
import { resolveKubernetesVersion } from '../../src/core/versions/kubernetes.ts';

/** The versions of the test host; the Go modules in `go/` require the same ones. */
export const HOST_VERSION = '1.34.4';
export const VCLUSTER_VERSION = '0.30.0';
/** The version of the clusters in the documentation and the samples. */
export const DOCUMENTED_VERSION = '1.36.3';
/** The last vcluster version with a chart for EKS, and the default Kubernetes version of that chart. */
export const EKS = { vcluster: '0.19.7', kubernetes: '1.28.2', release: 'eks-1-28-6' };

/** Virtual Kubernetes versions that can be built here, each with its Go module. */
const VIRTUAL_VERSIONS: Record<string, string> = {
  '1.33.13': 'kubernetes-1.33',
  [HOST_VERSION]: 'node',
  '1.35.4': 'kubernetes-1.35',
  '1.36.3': 'kubernetes-1.36',
  '1.37.2': 'kubernetes-1.37',
  '1.28.2': 'kubernetes-1.28',
};

/** All but that of EKS, which another image has. */
export const TESTED_VERSIONS = Object.keys(VIRTUAL_VERSIONS).filter(
  (version) => version !== EKS.kubernetes,
);

/** The contents of a `versions-file` with what the host can have, for a version of vcluster. */
export const hostVersions = (vcluster: string): OwnVersions => ({
  k8s: { kubernetes: TESTED_VERSIONS, vcluster },
});

/** The Kubernetes version of a cluster whose user chooses none. */
export const defaultKubernetes = (vcluster: string): string =>
  resolveKubernetesVersion('latest', '', 'k8s', hostVersions(vcluster)) ?? HOST_VERSION;

export function goModuleOf(version: string): string {
  const module = VIRTUAL_VERSIONS[version];
  if (!module) {
    const known = Object.keys(VIRTUAL_VERSIONS).join(', ');
    throw new Error(`Kubernetes ${version} cannot be built here; choose from ${known}`);
  }
  return module;
}

/** The requested virtual versions without duplicates, after those that each host has. An unknown version is an error. */
export function virtualVersions(wanted: readonly string[] = []): string[] {
  const versions = [
    ...new Set([HOST_VERSION, DOCUMENTED_VERSION, ...wanted.map((v) => v.replace(/^v/, ''))]),
  ];
  versions.forEach(goModuleOf);
  return versions;
}
