import { refusal } from '../causes/host-refusal.ts';
import type { Kube } from '../kube/clients.ts';
import { plainVersion } from '../versions/kubernetes.ts';

/** Facts about the host cluster that the plan depends on. */
export interface HostFacts {
  kubernetesVersion: string;
  /** The range of Service addresses; undefined if the host is too old to report it or the user may not read it. */
  serviceCIDR: string | undefined;
}

export async function readHostFacts(kube: Kube, server: string): Promise<HostFacts> {
  const [version, serviceCIDR] = await Promise.all([
    kube.version.getCode().catch((error) => {
      throw refusal(`The host cluster ${server} cannot be used`, error, 'access');
    }),
    readServiceCIDR(kube),
  ]);
  return { kubernetesVersion: plainVersion(version.gitVersion), serviceCIDR };
}

/**
 * Kubernetes 1.33 and newer report it. With several ranges, or none that is readable, vcluster finds the range by
 * itself.
 */
async function readServiceCIDR(kube: Kube): Promise<string | undefined> {
  try {
    const { items } = await kube.networking.listServiceCIDR();
    const ranges = items.flatMap(({ spec }) => spec?.cidrs ?? []);
    return ranges.length === 1 ? ranges[0] : undefined;
  } catch {
    return undefined;
  }
}
