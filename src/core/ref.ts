import { randomUUID } from 'node:crypto';
import type { Owner } from './owner.ts';
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
  /** What the cluster belongs to, besides the job that made it. */
  owner?: Owner;
}

/** Decides where the cluster of `spec` will live. Calls nobody, so that a face can save it before anything exists. */
export function newRef(spec: ClusterSpec, owner?: Owner): ClusterRef {
  return {
    name: spec.name,
    // `vcluster-NAME` is also where the vcluster CLI looks for and puts a cluster NAME.
    namespace: spec.namespace ?? `vcluster-${spec.name}`,
    ownNamespace: spec.namespace === undefined,
    id: randomUUID(),
    ...(owner && { owner }),
  };
}
