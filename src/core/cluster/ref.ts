import { randomUUID } from 'node:crypto';
import type { ClusterSpec } from '../spec/spec.ts';
import type { Owner } from './owner.ts';

/** What is needed to find and delete a virtual cluster, half-made or whole. */
export interface ClusterRef {
  name: string;
  /** The host namespace. */
  namespace: string;
  /** Whether the namespace is ours, made for this cluster and deleted with it. */
  ownNamespace: boolean;
  /** Random; on the lease as a label. A cluster of the same name with another id is not ours and is never touched. */
  id: string;
  /** Uid of the lease, known once it is taken. A label can be copied, a uid cannot. */
  leaseUid?: string;
  /** What the cluster belongs to, besides the job that made it. */
  owner?: Owner;
  /** Name of the workshop that it is a part of. */
  workshop?: string;
}

/** A cluster that takes whichever namespace of a pool is free first; its lease tells which one it took. */
export interface PooledCluster extends Omit<ClusterRef, 'namespace' | 'leaseUid'> {
  /** Existing namespaces, at least two, in the order of preference. */
  namespaces: readonly [string, ...string[]];
}

/** A cluster as it is written down before anything of it exists. It suffices to delete whatever comes of it. */
export type ClusterIntent = ClusterRef | PooledCluster;

/** Decides what the cluster of `spec` is called, and where it may be. Calls nobody, so that a face can save it first. */
export function newIntent({ name, namespaces }: ClusterSpec, owner?: Owner): ClusterIntent {
  const [namespace, ...others] = namespaces;
  const cluster = {
    name,
    ownNamespace: namespace === undefined,
    id: randomUUID(),
    ...(owner && { owner }),
  };
  if (namespace && others.length > 0) return { ...cluster, namespaces: [namespace, ...others] };
  // `vcluster-NAME` is also where the vcluster CLI looks for and puts a cluster NAME.
  return { ...cluster, namespace: namespace ?? `vcluster-${name}` };
}

/** Every place where the cluster may be, in the order of preference; one alone where it is known. */
export function candidatesOf(intent: ClusterIntent): [ClusterRef, ...ClusterRef[]] {
  if ('namespace' in intent) return [intent];
  const { namespaces, ...cluster } = intent;
  const [first, ...others] = namespaces;
  const at = (namespace: string): ClusterRef => ({ ...cluster, namespace });
  return [at(first), ...others.map(at)];
}

/** The namespaces of `placesOf`, for a person. */
export const namespaceNames = (intent: ClusterIntent): string =>
  candidatesOf(intent)
    .map(({ namespace }) => namespace)
    .join(', ');
