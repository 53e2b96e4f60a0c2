/** Where a cluster is. */
export interface ServicePlace {
  name: string;
  namespace: string;
}

/** Names under which pods of the host cluster reach the API server, beyond those in the engine's certificate. */
export const serviceNames = ({ name, namespace }: ServicePlace): string[] => [
  `${name}.${namespace}.svc`,
  `${name}.${namespace}.svc.cluster.local`,
];
