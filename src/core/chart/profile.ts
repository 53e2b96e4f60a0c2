import type { Distro } from '../versions/distros.ts';
import type { Exposure } from './exposure-values.ts';
import type { PodParts } from './pod-parts.ts';
import type { ServicePlace } from './service-names.ts';
import type { Values, ValuesInput } from './values-input.ts';

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
