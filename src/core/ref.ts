import { randomUUID } from 'node:crypto';
import type { ClusterSpec } from './spec.ts';

/** What is needed to find and delete a virtual cluster, half-made or whole: written down before it is made. */
export interface ClusterRef {
  name: string;
  /** The host namespace; known before anything exists. */
  namespace: string;
  /** Whether the namespace is ours, made for this cluster and deleted with it. */
  ownNamespace: boolean;
  /** Random; on the lease as a label. A cluster of the same name with another id is not ours and is never touched. */
  id: string;
  /** Uid of the lease, known once it is taken. A label can be copied, a uid cannot. */
  leaseUid?: string;
}

/** The namespace that is made for a cluster; also where the vcluster CLI looks for it, and would put it. */
export const ownNamespaceOf = (name: string): string => `vcluster-${name}`;

/** Decides where the cluster of `spec` will live. Calls nobody, so that a face can save it before anything exists. */
export function newRef(spec: ClusterSpec): ClusterRef {
  return {
    name: spec.name,
    namespace: spec.namespace ?? ownNamespaceOf(spec.name),
    ownNamespace: spec.namespace === undefined,
    id: randomUUID(),
  };
}
