import type { ClusterRef } from '../cluster/ref.ts';

/** The cluster that a Service belongs to. */
export type ServiceOwner = Pick<ClusterRef, 'name' | 'namespace'>;

/** Returns the names by which pods of the host cluster reach the API server and that vcluster's certificate does not contain. */
export const serviceNames = ({ name, namespace }: ServiceOwner): string[] => [
  `${name}.${namespace}.svc`,
  `${name}.${namespace}.svc.cluster.local`,
];
