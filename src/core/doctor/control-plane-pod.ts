import type { V1Container, V1Pod, V1PodSpec } from '@kubernetes/client-node';
import type { Plan } from '../plan.ts';
import type { ClusterRef } from '../ref.ts';
import { controlPlaneImages } from '../release/images.ts';

type Settings = Pick<V1Container, 'resources' | 'securityContext'>;

/** The part of our values, and of the user's, that shapes the pod for those who admit it. */
interface PodValues {
  controlPlane: {
    distro: { k8s: Settings };
    statefulSet: Pick<V1Container, 'resources'> & {
      security?: {
        podSecurityContext?: V1PodSpec['securityContext'];
        containerSecurityContext?: V1Container['securityContext'];
      };
    };
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
