/** The versions that the test host is made of; the Go modules under `go/` carry the same ones. */
export const HOST_VERSION = '1.34.4';
export const VCLUSTER_VERSION = '0.30.0';
/** The last one with a chart for EKS, and the Kubernetes that this chart asks for by default. */
export const EKS = { vcluster: '0.19.7', kubernetes: '1.28.2', release: 'eks-1-28-6' };

/** Virtual Kubernetes versions that can be built here, with the Go module that builds each. */
const VIRTUAL_VERSIONS: Record<string, string> = {
  '1.33.13': 'kubernetes-1.33',
  [HOST_VERSION]: 'node',
  '1.35.4': 'kubernetes-1.35',
  '1.36.3': 'kubernetes-1.36',
  '1.28.2': 'kubernetes-1.28',
};

export function goModuleOf(version: string): string {
  const module = VIRTUAL_VERSIONS[version];
  if (!module) {
    const known = Object.keys(VIRTUAL_VERSIONS).join(', ');
    throw new Error(`Kubernetes ${version} cannot be built here; choose from ${known}`);
  }
  return module;
}

/** The wanted virtual versions, the host's own always first, each once and each known. */
export function virtualVersions(wanted: readonly string[] = []): string[] {
  const versions = [...new Set([HOST_VERSION, ...wanted.map((v) => v.replace(/^v/, ''))])];
  versions.forEach(goModuleOf);
  return versions;
}
