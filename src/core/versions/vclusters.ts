import { minorOf } from './minor.ts';
import table from './table.json' with { type: 'json' };

/** A minor version of vcluster. */
export interface VclusterRelease {
  minor: string;
  /** The newest patch; absent if it is not known here. */
  newest?: string;
  /** The semver range of the Kubernetes versions that it supports. */
  kubernetes: string;
  /** `YYYY-MM-DD`. */
  released: string;
  /** `YYYY-MM-DD`, six months after the release; absent if it ended before 2026. */
  endOfLife?: string;
  /** What was run with it, for the documentation. */
  tested?: string;
}

/** All minor versions of vcluster that this tool supports, newest first. */
export const VCLUSTERS: readonly VclusterRelease[] = table.vclusters;

/** Returns the newest patch of a minor, such as `0.36`. Returns other texts as they are. */
export const newestPatch = (version: string): string =>
  VCLUSTERS.find(({ minor }) => minor === version)?.newest ?? version;

/** Whether the vcluster project has ended a minor. */
export const isOver = ({ endOfLife }: VclusterRelease, today: Date): boolean =>
  !endOfLife || new Date(endOfLife) <= today;

/** Returns the minor of an exact version; undefined if it is newer than the table. */
export const releaseOf = (version: string): VclusterRelease | undefined =>
  VCLUSTERS.find(({ minor }) => minor === minorOf(version));
