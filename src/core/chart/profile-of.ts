import { lt } from 'semver';
import { legacy } from './legacy-values.ts';
import type { PodInput, Profile } from './profile.ts';
import { vclusterYaml } from './vcluster-yaml.ts';

/** Returns the profile of a vcluster version. Up to 0.19, each distro had its own chart with another format of values. */
export const profileOf = (vclusterVersion: string): Profile =>
  lt(vclusterVersion, '0.20.0-0') ? legacy : vclusterYaml;

/**
 * Returns whether vcluster accepts certificates that exist before it starts. Older versions and the other distros create
 * their own.
 */
export const takesCertificates = ({ distro, vclusterVersion }: PodInput): boolean =>
  distro === 'k8s' && !lt(vclusterVersion, '0.26.0-0');
