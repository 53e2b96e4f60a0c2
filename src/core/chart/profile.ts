import { lt } from 'semver';
import type { Distro } from '../versions/distros.ts';
import type { Exposure } from './exposure-values.ts';
import { legacy } from './legacy-values.ts';
import type { PodParts } from './pod-parts.ts';
import type { ServicePlace } from './service-names.ts';
import type { Values, ValuesInput } from './values.ts';
import { vclusterYaml } from './vcluster-yaml.ts';

/** How a line of charts is told what we want, and what it makes of that. */
export interface Profile {
  /** Name of the chart. */
  chart(distro: Distro): string;
  /** Our values, without those that depend on where the cluster is. */
  tunedValues(input: ValuesInput): Values;
  /** The part that depends on where the cluster is, which is known only once it has its lease, and how it is reached. */
  valuesIn(place: ServicePlace, exposure: Exposure): Values;
  /** Name of the Service that gets a load balancer, where one is asked for. */
  balancedService(name: string): string;
  /** What the chart makes of all values, as far as it shapes the control plane's pod. */
  podParts(values: Values, input: PodInput): PodParts;
  /** Every image besides those of that pod. */
  otherImages(values: Values): string[];
}

export type PodInput = Pick<ValuesInput, 'distro' | 'vclusterVersion' | 'kubernetesVersion'>;

/** Up to 0.19 each distro had a chart of its own, with values of another format. */
export const profileOf = (vclusterVersion: string): Profile =>
  lt(vclusterVersion, '0.20.0-0') ? legacy : vclusterYaml;

/**
 * Whether the engine runs with certificates that we made. Tried for those only: older ones, and the other distros, make
 * their own.
 */
export const takesCertificates = ({ distro, vclusterVersion }: PodInput): boolean =>
  distro === 'k8s' && !lt(vclusterVersion, '0.26.0-0');
