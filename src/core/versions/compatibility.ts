import { satisfies } from 'semver';
import { defaultVcluster, versionsOf } from './distros.ts';
import { isKnownPatch, nearestVersions } from './kubernetes.ts';
import { lifecycleNote } from './lifecycle.ts';
import { minorOf } from './minor.ts';
import { type Combination, hasSkew, isFixedByFeatureGate } from './skew.ts';
import { isOver, releaseOf, VCLUSTERS } from './vclusters.ts';

/** Leases depend on `ttlSecondsAfterFinished` of Jobs, which is enabled by default from this version on. */
export const OLDEST_HOST = '1.21.0';

/** Returns warnings about a combination of versions, one sentence each, with what to change. */
export function compatibilityWarnings(versions: Combination, today: Date): string[] {
  return [
    versionSkew(versions),
    unknownPatch(versions),
    kubernetesOutOfRange(versions),
    untestedHost(versions),
    pastEndOfLife(versions, today),
    kubernetesEnds(versions, today),
  ].filter((warning) => warning !== undefined);
}

function versionSkew(versions: Combination) {
  if (!hasSkew(versions) || isFixedByFeatureGate(versions)) return undefined;
  const { kubernetesVersion, hostVersion, vclusterVersion } = versions;
  return `pods may stay not Ready: vcluster ${vclusterVersion} has a bug with Kubernetes ${kubernetesVersion} on a Kubernetes ${hostVersion} host; use vcluster-version 0.36.1 or newer`;
}

function unknownPatch({ kubernetesVersion, distro, own }: Combination) {
  if (isKnownPatch(kubernetesVersion, distro, own)) return undefined;
  const [nearest] = nearestVersions(kubernetesVersion, distro, own);
  return `Kubernetes ${kubernetesVersion} is not in the table of known versions; if it has no image, use ${nearest}`;
}

function kubernetesOutOfRange({ kubernetesVersion, vclusterVersion }: Combination) {
  const release = releaseOf(vclusterVersion);
  if (!release || satisfies(kubernetesVersion, release.kubernetes)) return undefined;
  const oldestFitting = VCLUSTERS.filter(({ kubernetes }) =>
    satisfies(kubernetesVersion, kubernetes),
  ).at(-1);
  const hint = oldestFitting ? `; vcluster-version ${oldestFitting.minor} supports it` : '';
  return `vcluster ${vclusterVersion} supports Kubernetes ${release.kubernetes}; ${kubernetesVersion} mostly works${hint}`;
}

function untestedHost({ hostVersion }: Combination) {
  if (versionsOf('k8s').newest.has(minorOf(hostVersion))) return undefined;
  return `a host cluster with Kubernetes ${hostVersion} is not tested`;
}

/** The default version gets no warning: a user who did not choose a version cannot do anything about it. */
function pastEndOfLife(versions: Combination, today: Date) {
  const { vclusterVersion, distro, own } = versions;
  if (distro === 'k8s' && vclusterVersion === defaultVcluster('k8s', own)) return undefined;
  const release = releaseOf(vclusterVersion);
  if (!release || !isOver(release, today)) return undefined;
  const on = release.endOfLife ? ` on ${release.endOfLife}` : '';
  return `vcluster ${vclusterVersion} has reached its end of life${on}; ${alternative(versions, today)}`;
}

function alternative({ distro, kubernetesVersion }: Combination, today: Date): string {
  const { vclusterRange } = versionsOf(distro);
  const alive = VCLUSTERS.filter((release) => !isOver(release, today)).filter(({ newest = '' }) =>
    satisfies(newest, vclusterRange),
  );
  if (alive.length === 0) return `newer versions do not support ${distro}`;
  const fitting = alive.find(({ kubernetes }) => satisfies(kubernetesVersion, kubernetes));
  if (fitting) return `vcluster-version ${fitting.minor} supports Kubernetes ${kubernetesVersion}`;
  return `vcluster-version ${alive[0]?.minor} supports Kubernetes ${alive[0]?.kubernetes}`;
}

/** As above, the default version gets no warning. */
function kubernetesEnds({ kubernetesVersion, distro, own }: Combination, today: Date) {
  if (minorOf(kubernetesVersion) === versionsOf(distro, own).latest) return undefined;
  return lifecycleNote(kubernetesVersion, today);
}
