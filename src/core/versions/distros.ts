import { compare, gte, rcompare, satisfies, valid } from 'semver';
import { minorOf } from './minor.ts';
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
  /** All versions that exist, if these are the user's own. Otherwise each patch up to the newest one may exist. */
  only?: readonly string[];
  /** The image tags by version, for a distro whose tags are more than the version. Other versions have no image. */
  releases?: Record<string, string>;
}

/** The user's own versions, such as those of a mirror that holds certain patches only. They replace those of the table. */
export type OwnVersions = Partial<Record<Distro, { kubernetes: string[]; vcluster?: string }>>;

export function versionsOf(distro: Distro, own: OwnVersions = {}): DistroVersions {
  const { newest: patches, ...others } = table.distros[distro];
  const { kubernetes: only, vcluster = others.vcluster } = own[distro] ?? {};
  const newest = only ? newestOf(only) : new Map(Object.entries(patches));
  const latest = latestFor(vcluster, [...newest.values()]);
  return { ...others, vcluster, newest, latest, ...(only && { only }) };
}

/** The newest patch of each minor version, newest first. */
const newestOf = (versions: readonly string[]): Map<string, string> =>
  new Map(
    [...versions]
      .sort(compare)
      .map((version) => [minorOf(version), version] as const)
      .reverse()
      .filter(([minor], index, all) => all.findIndex(([it]) => it === minor) === index),
  );

/** Own versions may all be outside of what the default vcluster supports. */
function latestFor(vcluster: string, versions: readonly string[]): string {
  const range = releaseOf(vcluster)?.kubernetes ?? '*';
  const newestFirst = [...versions].sort(rcompare);
  return minorOf(newestFirst.find((version) => satisfies(version, range)) ?? newestFirst[0] ?? '');
}

export const OLDEST_VCLUSTER = '0.19.0';

/** Stricter than semver, which allows blanks and build metadata, because the version becomes part of a URL. */
export const isVclusterVersion = (version: string): boolean =>
  /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version) &&
  valid(version) !== null &&
  gte(version, OLDEST_VCLUSTER);

/** The default vcluster version for a distro; for all distros but k8s, the newest version that still supports it. */
export const defaultVcluster = (distro: Distro, own?: OwnVersions): string =>
  versionsOf(distro, own).vcluster;

/** The end of "must be …" if `vclusterVersion` does not support the distro; otherwise undefined. */
export function vclusterProblem(distro: Distro, vclusterVersion: string): string | undefined {
  const { vclusterRange, vcluster } = versionsOf(distro);
  if (satisfies(vclusterVersion, vclusterRange, { includePrerelease: true })) return undefined;
  return `a version that supports the distro ${distro} (${vclusterRange}), such as ${vcluster}`;
}
