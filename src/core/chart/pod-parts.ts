import type { V1Container, V1PodSpec } from '@kubernetes/client-node';

/** The fields of a container that admission of its pod checks. */
export type ContainerParts = Pick<V1Container, 'name' | 'resources' | 'securityContext'> & {
  image: string;
};

/** The control plane's pod, as the chart creates it. */
export interface PodParts {
  initContainers: ContainerParts[];
  containers: ContainerParts[];
  securityContext?: V1PodSpec['securityContext'];
}
