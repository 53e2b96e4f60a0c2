import type { Distro } from '../versions/distros.ts';
import type { Exposure } from './exposure-values.ts';
import type { PodParts } from './pod-parts.ts';
import type { ServiceOwner } from './service-names.ts';
import type { Values, ValuesInput } from './values-input.ts';

/** The format of the values of a chart generation, and what such a chart creates from them. */
export interface Profile {
  /** Name of the chart. */
  chart(distro: Distro): string;
  /** Returns the default values, without those that depend on the namespace. */
  tunedValues(input: ValuesInput): Values;
  /** Returns the values that depend on the namespace, which is known only once the cluster has its lease, and on the exposure. */
  valuesIn(ref: ServiceOwner, exposure: Exposure): Values;
  /** Returns the name of the Service that gets the load balancer, if any. */
  balancedService(name: string): string;
  /** Returns the control plane's pod that the chart creates from all values. */
  podParts(values: Values, input: PodInput): PodParts;
  /** Returns CoreDNS's pod, which vcluster creates on the host cluster. Undefined without CoreDNS, or if its parts are not known. */
  coreDnsParts(values: Values): PodParts | undefined;
  /** Whether all objects of the cluster are lost with the control plane's pod. */
  stateEndsWithPod(values: Values): boolean;
  /** Returns the images that are not in that pod. */
  otherImages(values: Values): string[];
}

export type PodInput = Pick<ValuesInput, 'distro' | 'vclusterVersion' | 'kubernetesVersion'>;
