import { gte, rcompare, satisfies, valid } from 'semver';
import table from './table.json' with { type: 'json' };
import { releaseOf } from './vclusters.ts';

/** The Kubernetes distros that versions of vcluster support. */
export const DISTROS = ['k8s', 'k3s', 'k0s', 'eks'] as const;
export type Distro = (typeof DISTROS)[number];

/** The table's versions for one distro. */
export interface DistroVersions {
  /** The newest minor version that the default version of vcluster supports. */
  latest: string;
  /** For each minor version, newest first, the patch version to use if none is given. */
  newest: Map<string, string>;
  /** The default version of vcluster. */
  vcluster: string;
  /** The semver range of the vcluster versions that support the distro. */
  vclusterRange: string;
  /** The image tags by version, for a distro whose tags are more than the version. Other versions have no image. */
  releases?: Record<string, string>;
}

export function versionsOf(distro: Distro): DistroVersions {
  const { newest: patches, ...others } = table.distros[distro];
  const newest = new Map(Object.entries(patches));
  return { ...others, newest, latest: latestFor(others.vcluster, newest) };
}

function latestFor(vcluster: string, newest: ReadonlyMap<string, string>): string {
  const range = releaseOf(vcluster)?.kubernetes ?? '*';
  const supported = [...newest].filter(([, patch]) => satisfies(patch, range));
  const [latest] = supported.toSorted(([, one], [, other]) => rcompare(one, other));
  return latest?.[0] ?? '';
}

export const OLDEST_VCLUSTER = '0.19.0';

/** Stricter than semver, which allows blanks and build metadata, because the version becomes part of a URL. */
export const isVclusterVersion = (version: string): boolean =>
  /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version) &&
  valid(version) !== null &&
  gte(version, OLDEST_VCLUSTER);

/** The default vcluster version for a distro; for all distros but k8s, the newest version that still supports it. */
export const defaultVcluster = (distro: Distro): string => versionsOf(distro).vcluster;

/** The end of "must be …" if `vclusterVersion` does not support the distro; otherwise undefined. */
export function vclusterProblem(distro: Distro, vclusterVersion: string): string | undefined {
  const { vclusterRange, vcluster } = versionsOf(distro);
  if (satisfies(vclusterVersion, vclusterRange, { includePrerelease: true })) return undefined;
  return `a version that supports the distro ${distro} (${vclusterRange}), such as ${vcluster}`;
}
