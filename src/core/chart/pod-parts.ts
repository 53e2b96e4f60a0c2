import type { V1Container, V1PodSpec } from '@kubernetes/client-node';

/** A container as far as those look at it who admit its pod. */
export type ContainerParts = Pick<V1Container, 'name' | 'resources' | 'securityContext'> & {
  image: string;
};

/** The control plane's pod, as the chart will make it. */
export interface PodParts {
  initContainers: ContainerParts[];
  containers: ContainerParts[];
  securityContext?: V1PodSpec['securityContext'];
}
