import { defaultVcluster } from '../versions/distros.ts';
import type { ClusterSpec } from './spec.ts';

/** Returns the exact version of vcluster for a cluster: the user's, or the default one of its distro. */
export const vclusterOf = ({
  distro,
  vclusterVersion,
  versionsFile,
}: Pick<ClusterSpec, 'distro' | 'vclusterVersion' | 'versionsFile'>): string =>
  vclusterVersion ?? defaultVcluster(distro, versionsFile);
