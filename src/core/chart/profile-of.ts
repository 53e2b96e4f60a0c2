import { lt } from 'semver';
import { legacy } from './legacy-values.ts';
import type { PodInput, Profile } from './profile.ts';
import { vclusterYaml } from './vcluster-yaml.ts';

/** Up to 0.19 each distro had a chart of its own, with values of another format. */
export const profileOf = (vclusterVersion: string): Profile =>
  lt(vclusterVersion, '0.20.0-0') ? legacy : vclusterYaml;

/**
 * Whether the engine runs with certificates that we made. Tried for those only: older ones, and the other distros, make
 * their own.
 */
export const takesCertificates = ({ distro, vclusterVersion }: PodInput): boolean =>
  distro === 'k8s' && !lt(vclusterVersion, '0.26.0-0');
