import type { V1Pod } from '@kubernetes/client-node';
import type { ClusterRef } from '../cluster/ref.ts';
import type { PodParts } from './pod-parts.ts';
import type { PodInput } from './profile.ts';
import { profileOf } from './profile-of.ts';
import type { Values } from './values-input.ts';

/** The part of a plan that determines the pod. */
interface Planned extends PodInput {
  values: Values;
}

const partsOf = (plan: Planned): PodParts =>
  profileOf(plan.vclusterVersion).podParts(plan.values, plan);

/** Returns the images of the control plane's pod; the first is the image of vcluster. */
export function controlPlaneImages(plan: Planned): string[] {
  const { initContainers, containers } = partsOf(plan);
  return [...new Set([...containers, ...initContainers].map(({ image }) => image))];
}

/** Returns the control plane's pod as the chart creates it, with the fields that quotas and admission rules of the host check. */
export const controlPlanePod = (plan: Planned, { name }: Pick<ClusterRef, 'name'>): V1Pod =>
  podWith(partsOf(plan), `${name}-`, { app: 'vcluster', release: name });

/** Returns CoreDNS's pod as vcluster creates it on the host cluster, if it does, with the same fields. */
export function coreDnsPod(plan: Planned, { name }: Pick<ClusterRef, 'name'>): V1Pod | undefined {
  const parts = profileOf(plan.vclusterVersion).coreDnsParts(plan.values);
  return parts && podWith(parts, 'coredns-', { 'vcluster.loft.sh/managed-by': name });
}

const podWith = (
  { initContainers, containers, securityContext }: PodParts,
  generateName: string,
  labels: Record<string, string>,
): V1Pod => ({
  metadata: { generateName, labels },
  spec: {
    // Its own service account does not exist yet, and the pod must not mount the token of the default one.
    automountServiceAccountToken: false,
    securityContext,
    initContainers,
    containers,
  },
});
