import { compare, minVersion, parse, rcompare, satisfies, valid } from 'semver';
import { type Distro, type DistroVersions, type OwnVersions, versionsOf } from './distros.ts';
import { hasEnded } from './lifecycle.ts';
import { minorOf } from './minor.ts';

const ALIASES = ['latest', 'host', 'n-1', 'n-2'];
/** Stands for several versions: all that the Kubernetes project has not ended. */
export const SUPPORTED = 'supported';
/** The name of `latest` before the first release. */
const OLD_ALIAS = 'stable';

const { newest: NEWEST, latest: LATEST } = versionsOf('k8s');

/** The allowed values for a Kubernetes version, as the end of "must be …". */
export const KUBERNETES_VERSIONS = `an exact version such as ${NEWEST.get(LATEST)}, or one of ${[...NEWEST.keys(), ...ALIASES, SUPPORTED].join(', ')}`;

/** Whether a distro may have the version; `versionProblem` checks a particular distro, and the user's own versions. */
export const isKubernetesVersion = (wanted: string): boolean =>
  isExact(plain(wanted)) || [...ALIASES, OLD_ALIAS].includes(wanted) || isMinor(plain(wanted));

/**
 * Resolves the user's input to an exact Kubernetes version. `1.34.4` stays as it is. `1.34` becomes the newest tested
 * patch version. `latest` is the newest minor version that the default vcluster of the distro supports. `host` is the minor
 * version of the host cluster. `n-1` and `n-2` are one or two minor versions before `latest`. Returns undefined if the distro has no such version. Uses the
 * table only and asks no server, because a job must not fail on a rate limit.
 */
export function resolveKubernetesVersion(
  wanted: string,
  hostVersion: string,
  distro: Distro = 'k8s',
  own?: OwnVersions,
): string | undefined {
  const version = plain(wanted);
  const versions = versionsOf(distro, own);
  const { newest, releases, only } = versions;
  if (!isExact(version)) return newest.get(minorFor(version, hostVersion, versions));
  const existing = releases ? Object.keys(releases) : only;
  return existing && !existing.includes(version) ? undefined : version;
}

/** The end of "must be …" if the distro does not have the version; otherwise undefined. */
export function versionProblem(
  wanted: string,
  hostVersion: string,
  distro: Distro,
  own?: OwnVersions,
): string | undefined {
  if (resolveKubernetesVersion(wanted, hostVersion, distro, own)) return undefined;
  const what = own?.[distro] ? 'a version in versions-file' : 'a known version';
  const ofDistro = distro === 'k8s' ? '' : ` of the distro ${distro}`;
  return `${what}${ofDistro}; the nearest are ${nearestVersions(wanted, distro, own).join(', ')}`;
}

/** Whether the table covers the patch version. Versions that it does not cover may still have images. */
export function isKnownPatch(version: string, distro: Distro, own?: OwnVersions): boolean {
  const newest = versionsOf(distro, own).newest.get(minorOf(version));
  return newest !== undefined && compare(version, newest) <= 0;
}

export interface VersionQuery {
  /** A semver range such as `>=1.33`. */
  range?: string;
  distro?: Distro;
  /** `minor`, the default: one version per minor version. `patch`: every patch version in the table. */
  granularity?: 'minor' | 'patch';
  /** Only versions whose minor has not ended by this day. Default: all. */
  supportedOn?: Date;
  own?: OwnVersions | undefined;
}

/** Lists the exact versions in the table, newest first. */
export function knownVersions(query: VersionQuery = {}): string[] {
  const { range = '*', distro = 'k8s', granularity, supportedOn, own } = query;
  const { newest, only } = versionsOf(distro, own);
  const minors = [...newest.values()];
  const all = granularity === 'patch' ? (only ?? minors.flatMap(patchesUpTo)) : minors;
  return all
    .filter((version) => satisfies(version, range))
    .filter((version) => !supportedOn || !hasEnded(version, supportedOn))
    .sort(rcompare);
}

/** Lists the patch versions from 0 up to the given one: Kubernetes numbers them without gaps. */
function patchesUpTo(version: string): string[] {
  const patch = parse(version)?.patch ?? 0;
  return Array.from({ length: patch + 1 }, (_, number) => `${minorOf(version)}.${number}`);
}

/** Returns the three known versions that are nearest, the nearest first. */
export function nearestVersions(wanted: string, distro: Distro, own?: OwnVersions): string[] {
  const known = knownVersions({ distro, own });
  const target = numbers(plain(wanted));
  if (target === undefined) return known.slice(0, 3);
  const distance = (version: string) => Math.abs((numbers(version) ?? 0) - target);
  return known.toSorted((one, other) => distance(one) - distance(other)).slice(0, 3);
}

/** Returns a number that grows with the version; undefined if the text is not a version. */
function numbers(version: string): number | undefined {
  const [, minor, patch = '0'] = /^1\.(\d{1,3})(?:\.(\d{1,3}))?$/.exec(version) ?? [];
  return minor === undefined ? undefined : Number(minor) * 1_000 + Number(patch);
}

const plain = (wanted: string): string => wanted.replace(/^v/, '');

/** With at least two digits, because YAML reads 1.30 as 1.3. */
const isMinor = (version: string): boolean => /^1\.\d{2,3}$/.test(version);

/** Whether Kubernetes can have such a version. An impossible version would fail only when its image is pulled. */
export const isExact = (version: string): boolean =>
  /^1\.\d{1,3}\.\d{1,3}$/.test(version) && valid(version) !== null;

function minorFor(version: string, hostVersion: string, { latest }: DistroVersions): string {
  if (version === 'latest' || version === OLD_ALIAS) return latest;
  if (version === 'host') return minorOf(hostVersion);
  const before = /^n-([12])$/.exec(version);
  if (!before) return version;
  const [major, minor] = latest.split('.').map(Number) as [number, number];
  return `${major}.${minor - Number(before[1])}`;
}

/** Removes prefix and suffix: `v1.34.4+k3s1` and `v1.34.4-gke.100` become `1.34.4`. */
export const plainVersion = (gitVersion: string): string =>
  minVersion(gitVersion.replace(/^v/, '').replace(/[-+].*$/, ''))?.version ?? gitVersion;
