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
export function controlPlanePod(plan: Planned, { name }: Pick<ClusterRef, 'name'>): V1Pod {
  const { initContainers, containers, securityContext } = partsOf(plan);
  return {
    metadata: { generateName: `${name}-`, labels: { app: 'vcluster', release: name } },
    spec: {
      // Its own service account does not exist yet, and the pod must not mount the token of the default one.
      automountServiceAccountToken: false,
      securityContext,
      initContainers,
      containers,
    },
  };
}
