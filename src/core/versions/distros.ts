import { gte, satisfies, valid } from 'semver';
import table from './table.json' with { type: 'json' };

/** The kinds of Kubernetes that engines have run. */
export const DISTROS = ['k8s', 'k3s', 'k0s', 'eks'] as const;
export type Distro = (typeof DISTROS)[number];

/** What the table knows of a distro. */
export interface DistroVersions {
  /** Minors. */
  latest: string;
  stable: string;
  /** For each minor, newest first, the patch that is meant where none is given. */
  newest: Map<string, string>;
  /** The engine that is taken where none is asked for. */
  engine: string;
  /** A range of all engines that have the distro. */
  engines: string;
  /** Where images have more in their tags than the version: that, for each version of which there is one. */
  releases?: Record<string, string>;
}

export function versionsOf(distro: Distro): DistroVersions {
  const { newest, ...others } = table.distros[distro];
  return { ...others, newest: new Map(Object.entries(newest)) };
}

export const OLDEST_VCLUSTER = '0.19.0';

/** Stricter than semver, which takes blanks and build metadata, too: this becomes part of an address. */
export const isVclusterVersion = (version: string): boolean =>
  /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version) &&
  valid(version) !== null &&
  gte(version, OLDEST_VCLUSTER);

/** The engine for a distro where the user names none: for all but k8s the newest line that still has it. */
export const defaultVcluster = (distro: Distro): string => versionsOf(distro).engine;

/** Which versions have the distro, where `engine` has it not, as the end of "must be …". */
export function vclusterProblem(distro: Distro, engine: string): string | undefined {
  const { engines, engine: usual } = versionsOf(distro);
  if (satisfies(engine, engines, { includePrerelease: true })) return undefined;
  return `one that has the distro ${distro}, ${engines}, such as ${usual}`;
}
