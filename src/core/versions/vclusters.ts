import { minorOf } from './minor.ts';
import table from './table.json' with { type: 'json' };

/** A minor version of vcluster. */
export interface VclusterRelease {
  minor: string;
  /** The semver range of the Kubernetes versions that it supports. */
  kubernetes: string;
  /** `YYYY-MM-DD`; absent if it ended before 2026. */
  endOfLife?: string;
}

/** All minor versions of vcluster that this tool supports, newest first. */
export const VCLUSTERS: readonly VclusterRelease[] = table.vclusters;

/** Returns the minor of an exact version; undefined if it is newer than the table. */
export const releaseOf = (version: string): VclusterRelease | undefined =>
  VCLUSTERS.find(({ minor }) => minor === minorOf(version));
