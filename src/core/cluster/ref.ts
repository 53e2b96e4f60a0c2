import { randomUUID } from 'node:crypto';
import type { ClusterSpec } from '../spec/spec.ts';
import type { Owner } from './owner.ts';

/** Identifies a virtual cluster on the host; enough to find and delete it, even if its creation was interrupted. */
export interface ClusterRef {
  name: string;
  /** The host namespace. */
  namespace: string;
  /** Whether the namespace is dedicated: created for this cluster and deleted with it. */
  ownNamespace: boolean;
  /**
   * Random; on the lease as a label. A cluster of the same name with another id is a different cluster and is never
   * touched.
   */
  id: string;
  /** Uid of the lease, known once the lease is taken. A label can be copied, a uid cannot. */
  leaseUid?: string;
  /** The object that the cluster belongs to, in addition to the job that created it. */
  owner?: Owner;
  /** Name of the workshop that it belongs to. */
  workshop?: string;
}

/** A cluster that takes the first free namespace of a pool; its lease shows which one it took. */
export interface PooledCluster extends Omit<ClusterRef, 'namespace' | 'leaseUid'> {
  /** Existing namespaces, at least two, in the order of preference. */
  namespaces: readonly [string, ...string[]];
}

/**
 * A cluster that is going to be created. Saved before its first object exists, it is enough to delete all of them
 * later.
 */
export type ClusterIntent = ClusterRef | PooledCluster;

/** Chooses id and namespaces of the cluster of `spec`. Makes no request, so that callers can save the result first. */
export function newIntent({ name, namespaces }: ClusterSpec, owner?: Owner): ClusterIntent {
  const [namespace, ...others] = namespaces;
  const cluster = {
    name,
    ownNamespace: namespace === undefined,
    id: randomUUID(),
    ...(owner && { owner }),
  };
  if (namespace && others.length > 0) return { ...cluster, namespaces: [namespace, ...others] };
  // The vcluster CLI, too, uses the namespace `vcluster-NAME` for a cluster NAME.
  return { ...cluster, namespace: namespace ?? `vcluster-${name}` };
}

/**
 * The cluster in each namespace where it may be, in the order of preference; a single one if the namespace is known.
 */
export function candidatesOf(intent: ClusterIntent): [ClusterRef, ...ClusterRef[]] {
  if ('namespace' in intent) return [intent];
  const { namespaces, ...cluster } = intent;
  const [first, ...others] = namespaces;
  const at = (namespace: string): ClusterRef => ({ ...cluster, namespace });
  return [at(first), ...others.map(at)];
}

/** The namespaces of `candidatesOf`, as a text for people. */
export const namespaceNames = (intent: ClusterIntent): string =>
  candidatesOf(intent)
    .map(({ namespace }) => namespace)
    .join(', ');
