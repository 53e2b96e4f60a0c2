import type { V1Container, V1Pod, V1PodSpec } from '@kubernetes/client-node';
import type { Plan } from '../plan.ts';
import type { ClusterRef } from '../ref.ts';

interface Image {
  registry?: string;
  repository?: string;
  tag?: string;
}

type Settings = Pick<V1Container, 'resources' | 'securityContext'>;

/** The part of our values, and of the user's, that shapes the pod for those who admit it. */
interface PodValues {
  controlPlane: {
    advanced?: { defaultImageRegistry?: string };
    distro: { k8s: Settings & { image?: Image } };
    statefulSet: Pick<V1Container, 'resources'> & {
      image?: Image;
      security?: {
        podSecurityContext?: V1PodSpec['securityContext'];
        containerSecurityContext?: V1Container['securityContext'];
      };
    };
  };
}

/** The images that the control plane's pod will run. */
export function controlPlaneImages({
  values,
  vclusterVersion,
}: Pick<Plan, 'values' | 'vclusterVersion'>): Record<string, string> {
  const { advanced, distro, statefulSet } = (values as unknown as PodValues).controlPlane;
  const path = (image: Image | undefined, repository: string, tag: string) => {
    const registry = advanced?.defaultImageRegistry || image?.registry || 'ghcr.io';
    return `${registry}/${image?.repository ?? repository}:${image?.tag || tag}`;
  };
  return {
    kubernetes: path(distro.k8s.image, 'loft-sh/kubernetes', ''),
    syncer: path(statefulSet.image, 'loft-sh/vcluster-oss', vclusterVersion),
  };
}

/** The control plane's pod as the chart will make it, as far as quotas and admission rules of the host look at it. */
export function controlPlanePod(plan: Plan, { name }: ClusterRef): V1Pod {
  const { distro, statefulSet } = (plan.values as unknown as PodValues).controlPlane;
  const { resources, securityContext } = distro.k8s;
  const images = controlPlaneImages(plan);
  return {
    metadata: { generateName: `${name}-`, labels: { app: 'vcluster', release: name } },
    spec: {
      // Its own service account does not exist yet, and the default one's token is nothing to mount.
      automountServiceAccountToken: false,
      securityContext: statefulSet.security?.podSecurityContext,
      initContainers: [
        { name: 'kubernetes', image: images.kubernetes, resources, securityContext },
      ],
      containers: [
        {
          name: 'syncer',
          image: images.syncer,
          resources: statefulSet.resources,
          securityContext: statefulSet.security?.containerSecurityContext,
        },
      ],
    },
  };
}
