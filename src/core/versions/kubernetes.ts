import { compare, minVersion, parse, rcompare, satisfies, valid } from 'semver';
import { DISTROS, type Distro, versionsOf } from './distros.ts';

const ALIASES = ['latest', 'stable', 'host', 'n-1', 'n-2'];

/** What may be written for a Kubernetes version, as the end of "must be …". */
export const KUBERNETES_VERSIONS = `an exact version such as ${versionsOf('k8s').newest.get('1.34')}, or one of ${[...versionsOf('k8s').newest.keys(), ...ALIASES].join(', ')}`;

/** Whether some distro may know it; which one is asked for is held against it by `versionProblem`. */
export const isKubernetesVersion = (wanted: string): boolean =>
  isExact(plain(wanted)) ||
  ALIASES.includes(wanted) ||
  DISTROS.some((distro) => versionsOf(distro).newest.has(plain(wanted)));

/**
 * The exact Kubernetes version for what the user wrote: `1.34.4` is itself; `1.34` the newest patch that we test;
 * `latest` and `stable` those of the distro; `host` the host cluster's minor; `n-1`, `n-2` that many minors before
 * `latest`. Undefined where the distro has none. Asks no server: a job must not fail on a rate limit.
 */
export function resolveKubernetesVersion(
  wanted: string,
  hostVersion: string,
  distro: Distro = 'k8s',
): string | undefined {
  const version = plain(wanted);
  const { newest, releases } = versionsOf(distro);
  if (!isExact(version)) return newest.get(minorFor(version, hostVersion, distro));
  return releases && !(version in releases) ? undefined : version;
}

/** What to write in place of a version that the distro has not, as the end of "must be …"; undefined where it has. */
export function versionProblem(wanted: string, hostVersion: string, distro: Distro) {
  if (resolveKubernetesVersion(wanted, hostVersion, distro)) return undefined;
  const ofDistro = distro === 'k8s' ? '' : ` of the distro ${distro}`;
  return `a version${ofDistro} that is known here; the nearest are ${nearestVersions(wanted, distro).join(', ')}`;
}

/** Whether the table has that patch; images of others may exist. */
export function isKnownPatch(version: string, distro: Distro): boolean {
  const newest = versionsOf(distro).newest.get(minorOf(version));
  return newest !== undefined && compare(version, newest) <= 0;
}

export interface VersionQuery {
  /** Such as `>=1.33`. */
  range?: string;
  distro?: Distro;
  /** `minor`, the default: one of each minor. `patch`: every one in the table. */
  granularity?: 'minor' | 'patch';
}

/** The exact versions that the table has, newest first. */
export function knownVersions({ range = '*', distro = 'k8s', granularity }: VersionQuery = {}) {
  const newest = [...versionsOf(distro).newest.values()];
  const all = granularity === 'patch' ? newest.flatMap(patchesUpTo) : newest;
  return all.sort(rcompare).filter((version) => satisfies(version, range));
}

/** Every patch of the minor: Kubernetes counts them without gaps. */
function patchesUpTo(version: string): string[] {
  const patch = parse(version)?.patch ?? 0;
  return Array.from({ length: patch + 1 }, (_, number) => `${minorOf(version)}.${number}`);
}

/** The three known ones that are nearest, the very nearest first. */
export function nearestVersions(wanted: string, distro: Distro): string[] {
  const known = knownVersions({ distro });
  const target = numbers(plain(wanted));
  if (target === undefined) return known.slice(0, 3);
  const distance = (version: string) => Math.abs((numbers(version) ?? 0) - target);
  return known.toSorted((one, other) => distance(one) - distance(other)).slice(0, 3);
}

/** A number that grows with the version. */
function numbers(version: string): number | undefined {
  const [, minor, patch = '0'] = /^1\.(\d{1,3})(?:\.(\d{1,3}))?$/.exec(version) ?? [];
  return minor === undefined ? undefined : Number(minor) * 1_000 + Number(patch);
}

const plain = (wanted: string): string => wanted.replace(/^v/, '');

/** Numbers that a version of Kubernetes can have: others would be looked for as an image, in vain. */
const isExact = (version: string): boolean =>
  /^1\.\d{1,3}\.\d{1,3}$/.test(version) && valid(version) !== null;

export const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.');

function minorFor(version: string, hostVersion: string, distro: Distro): string {
  const { latest, stable } = versionsOf(distro);
  if (version === 'latest') return latest;
  if (version === 'stable') return stable;
  if (version === 'host') return minorOf(hostVersion);
  const before = /^n-([12])$/.exec(version);
  if (!before) return version;
  const [major, minor] = latest.split('.').map(Number) as [number, number];
  return `${major}.${minor - Number(before[1])}`;
}

/** `v1.34.4+k3s1` and `v1.34.4-gke.100` are 1.34.4. */
export const plainVersion = (gitVersion: string): string =>
  minVersion(gitVersion.replace(/^v/, '').replace(/[-+].*$/, ''))?.version ?? gitVersion;
