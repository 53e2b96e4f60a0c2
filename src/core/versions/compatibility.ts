import { satisfies } from 'semver';
import { defaultVcluster, versionsOf } from './distros.ts';
import { isKnownPatch, minorOf, nearestVersions } from './kubernetes.ts';
import { type Combination, hasSkew, isFixedByFeatureGate } from './skew.ts';
import table from './table.json' with { type: 'json' };

/** Jobs are deleted when they have ended (`ttlSecondsAfterFinished`) since this one, and leases live by that. */
export const OLDEST_HOST = '1.21.0';

/** What is to be said of versions that are used together, one sentence each, with what to change. */
export function doubtsOf(versions: Combination, today: Date): string[] {
  return [
    skew(versions),
    unknownPatch(versions),
    beyondEngine(versions),
    untriedHost(versions),
    pastItsEnd(versions, today),
  ].filter((doubt) => doubt !== undefined);
}

function skew(versions: Combination) {
  if (!hasSkew(versions) || isFixedByFeatureGate(versions)) return undefined;
  const { kubernetesVersion, hostVersion, vclusterVersion } = versions;
  return `pods may stay not Ready: vcluster ${vclusterVersion} has a fault with Kubernetes ${kubernetesVersion} on a host with ${hostVersion}; vcluster-version 0.36.1 or newer is free of it`;
}

function unknownPatch({ kubernetesVersion, distro }: Combination) {
  if (isKnownPatch(kubernetesVersion, distro)) return undefined;
  const [nearest] = nearestVersions(kubernetesVersion, distro);
  return `Kubernetes ${kubernetesVersion} is not in the table of versions; if there is no image of it, take ${nearest}`;
}

function beyondEngine({ kubernetesVersion, vclusterVersion }: Combination) {
  const line = lineOf(vclusterVersion);
  if (!line || satisfies(kubernetesVersion, line.kubernetes)) return undefined;
  const fitting = table.engines.filter((it) => satisfies(kubernetesVersion, it.kubernetes)).at(-1);
  const hint = fitting ? `; vcluster-version ${fitting.line} has it in its list` : '';
  return `vcluster ${vclusterVersion} was made for Kubernetes ${line.kubernetes}, ${kubernetesVersion} mostly works${hint}`;
}

function untriedHost({ hostVersion }: Combination) {
  if (versionsOf('k8s').newest.has(minorOf(hostVersion))) return undefined;
  return `a host with Kubernetes ${hostVersion} was never tried`;
}

/** Of the default nothing is said: who asked for no engine cannot do anything about it. */
function pastItsEnd({ vclusterVersion, distro }: Combination, today: Date) {
  if (distro === 'k8s' && vclusterVersion === defaultVcluster('k8s')) return undefined;
  const line = lineOf(vclusterVersion);
  if (!line || (line.endOfLife && new Date(line.endOfLife) > today)) return undefined;
  const why = distro === 'k8s' ? '' : `, and newer ones have no ${distro}`;
  return `vcluster ${vclusterVersion} is past its end of life${line.endOfLife ? ` on ${line.endOfLife}` : ''}${why}`;
}

const lineOf = (version: string) => table.engines.find(({ line }) => line === minorOf(version));
