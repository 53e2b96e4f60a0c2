import type { InputProblem } from '../errors.ts';
import type { ClusterSpec } from './spec.ts';

interface HostDeploy {
  experimental?: { deploy?: { host?: Record<string, unknown> } };
}

/**
 * Returns a problem for each part of `values` that creates objects on the host cluster with the rights of the host user,
 * unless the user allows that.
 */
export function hostManifestProblems({
  values = {},
  allowHostManifests,
}: Pick<ClusterSpec, 'values' | 'allowHostManifests'>): InputProblem[] {
  if (allowHostManifests) return [];
  const { experimental } = values as HostDeploy;
  return Object.entries(experimental?.deploy?.host ?? {})
    .filter(([, manifests]) => Boolean(manifests))
    .map(([key]) => ({
      input: `values: experimental.deploy.host.${key}`,
      allowed:
        'left out: it creates objects on the host cluster, with the rights of its user. Set `allow-host-manifests: true` if you trust the values',
    }));
}
