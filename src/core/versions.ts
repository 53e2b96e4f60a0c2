import { gte, lt, minVersion, rsort, satisfies, valid } from 'semver';
import table from './versions.json' with { type: 'json' };

const { kubernetes, vcluster } = table;

export const DEFAULT_VCLUSTER_VERSION = vcluster.default;
/** Older charts lack the probes' numbers and the `distro.k8s.image` key that our values set. */
export const OLDEST_VCLUSTER_VERSION = vcluster.oldest;

/** Stricter than semver, which takes blanks and build metadata, too: this becomes part of an address. */
export const isVclusterVersion = (version: string): boolean =>
  /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version) &&
  valid(version) !== null &&
  gte(version, OLDEST_VCLUSTER_VERSION);

const patches = new Map(Object.entries(kubernetes.patches));
const minors = [...patches.keys()];

/** What may be written for a Kubernetes version, as the end of "must be …". */
export const KUBERNETES_VERSIONS = `an exact version such as ${kubernetes.patches['1.34']}, or one of ${[...minors, 'latest', 'stable', 'host', 'n-1', 'n-2'].join(', ')}`;

/** Whether `resolveKubernetesVersion` will know it; `host` depends on the host, and is taken for known. */
export const isKubernetesVersion = (wanted: string): boolean =>
  wanted === 'host' || resolveKubernetesVersion(wanted, '') !== undefined;

/**
 * The exact Kubernetes version for what the user wrote: `1.34.4` is itself; `1.34` the newest patch in our table;
 * `latest` and `stable` the table's; `host` the host cluster's minor; `n-1`, `n-2` that many minors before `latest`.
 * Undefined where the table knows none. Asks no server: a job must not fail on a rate limit.
 */
export function resolveKubernetesVersion(wanted: string, hostVersion: string): string | undefined {
  const version = wanted.replace(/^v/, '');
  return isExact(version) ? version : patches.get(minorOf(version, hostVersion));
}

/** Numbers that a version of Kubernetes can have: others would be looked for as an image, in vain. */
const isExact = (version: string): boolean =>
  /^1\.\d{1,3}\.\d{1,3}$/.test(version) && valid(version) !== null;

function minorOf(version: string, hostVersion: string): string {
  if (version === 'latest' || version === 'stable') return kubernetes[version];
  if (version === 'host') return hostVersion.split('.').slice(0, 2).join('.');
  const before = /^n-([12])$/.exec(version);
  if (!before) return version;
  const [major, minor] = kubernetes.latest.split('.').map(Number) as [number, number];
  return `${major}.${minor - Number(before[1])}`;
}

/** The newest patch of each minor in our table that is in `range`, newest first. */
export const knownVersions = (range = '*'): string[] =>
  rsort([...patches.values()]).filter((version) => satisfies(version, range));

/** `v1.34.4+k3s1` and `v1.34.4-gke.100` are 1.34.4. */
export const plainVersion = (gitVersion: string): string =>
  minVersion(gitVersion.replace(/^v/, '').replace(/[-+].*$/, ''))?.version ?? gitVersion;

/** Jobs are deleted when they have ended (`ttlSecondsAfterFinished`) since this one, and leases live by that. */
export const OLDEST_HOST = '1.21.0';

/** Whether the host's minor is one that we know; engines mostly run on others, too. */
export const isTriedHost = (version: string): boolean =>
  patches.has(version.split('.').slice(0, 2).join('.'));

/**
 * A known fault that these three versions have together, as a sentence, or undefined. Engines before 0.36.1 can leave
 * pods of a cluster up to 1.33 not Ready for ever on a host from 1.34 on (loft-sh/vcluster#3578).
 */
export function knownFault(kubernetes: string, host: string, vcluster: string): string | undefined {
  if (gte(kubernetes, '1.34.0') || lt(host, '1.34.0') || gte(vcluster, '0.36.1')) return undefined;
  return `Pods may stay not Ready: vcluster ${vcluster} has a fault with Kubernetes ${kubernetes} on a host with ${host}. vcluster-version 0.36.1 or newer is free of it.`;
}
