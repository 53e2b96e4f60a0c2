import type { KubernetesObject, V1Job, V1Namespace } from '@kubernetes/client-node';
import {
  CLUSTER_ID,
  CLUSTER_NAME,
  CLUSTER_NAMESPACE,
  MANAGED_BY,
  MANAGER,
} from '../cluster/labels.ts';
import { type ClusterScoped, clusterRoleNames } from '../deletion/cluster-roles.ts';
import { LEASE_NAME } from '../lease/lease.ts';

/** The objects that a sweep checks: all leases of ephemeral-vcluster that it can list, and the objects that need one. */
export interface SweepCandidates {
  leases: V1Job[];
  namespaces: V1Namespace[];
  clusterScoped: { kind: ClusterScoped; object: KubernetesObject }[];
}

/** The time by the host's clock, and the age above which a sweep removes an object. In milliseconds. */
export interface Age {
  now: number;
  olderThan: number;
}

/** An object created by ephemeral-vcluster that is expired or has no lease. */
export interface Orphan {
  kind: 'Job' | 'Namespace' | ClusterScoped;
  name: string;
  /** The namespace of a Job, or the namespace of the cluster for a cluster-scoped object. */
  namespace: string;
  reason: string;
  uid: string;
  /** From the list. An object that has changed since then is in use. */
  resourceVersion: string;
}

/**
 * Returns the objects to remove, by their labels, names and ages. Does not check that a namespace is empty: the caller
 * does.
 */
export function orphansAmong(candidates: SweepCandidates, age: Age): Orphan[] {
  const held = new Set(candidates.leases.map(({ metadata }) => metadata?.namespace));
  const isHeld = ({ namespace }: Orphan) => held.has(namespace);
  return [
    ...candidates.leases.filter((lease) => isOverdue(lease, age)).flatMap(ofLease),
    ...[
      ...candidates.namespaces.filter((namespace) => isOld(namespace, age)).flatMap(ofNamespace),
      ...candidates.clusterScoped
        .filter(({ object }) => isOld(object, age))
        .flatMap(({ kind, object }) => ofClusterScoped(kind, object)),
    ].filter((orphan) => !isHeld(orphan)),
  ];
}

const isOld = ({ metadata }: KubernetesObject, { now, olderThan }: Age): boolean =>
  metadata?.creationTimestamp !== undefined &&
  metadata.deletionTimestamp === undefined &&
  now - metadata.creationTimestamp.getTime() > olderThan;

/**
 * Checks the Job's `activeDeadlineSeconds`, which is never later than `expires-at`: both its start and its length follow
 * the host's clock. Working controllers of the host end the Job within seconds of its deadline.
 */
function isOverdue({ metadata, spec, status }: V1Job, { now, olderThan }: Age): boolean {
  const start = status?.startTime ?? metadata?.creationTimestamp;
  const seconds = spec?.activeDeadlineSeconds;
  if (!start || seconds === undefined || metadata?.deletionTimestamp) return false;
  return now - start.getTime() - seconds * 1_000 > olderThan;
}

const identify = ({ metadata }: KubernetesObject) => ({
  name: metadata?.name ?? '',
  uid: metadata?.uid ?? '',
  resourceVersion: metadata?.resourceVersion ?? '',
});

function ofLease(lease: V1Job): Orphan[] {
  const { name, namespace = '', labels = {} } = lease.metadata ?? {};
  if (!isMarked(labels) || name !== LEASE_NAME) return [];
  const reason = 'its deadline passed, and the host did not end it';
  return [{ kind: 'Job', ...identify(lease), namespace, reason }];
}

function ofNamespace(namespace: V1Namespace): Orphan[] {
  const { name, labels = {} } = namespace.metadata ?? {};
  // ephemeral-vcluster gives its namespaces this name. A namespace that was labelled by hand has another name.
  if (!isMarked(labels) || name !== `vcluster-${labels[CLUSTER_NAME]}`) return [];
  const reason = 'it was created for one cluster and contains no lease';
  return [{ kind: 'Namespace', ...identify(namespace), namespace: name, reason }];
}

function ofClusterScoped(kind: ClusterScoped, object: KubernetesObject): Orphan[] {
  const labels = object.metadata?.labels ?? {};
  const { [CLUSTER_NAME]: name = '', [CLUSTER_NAMESPACE]: namespace = '' } = labels;
  const names = clusterRoleNames({ name, namespace });
  if (!hasId(labels) || !names.includes(object.metadata?.name ?? '')) return [];
  const reason = `it was created for the cluster ${name}, whose namespace ${namespace} contains no lease`;
  return [{ kind, ...identify(object), namespace, reason }];
}

/** The format that `newRef` generates. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const isMarked = (labels: Record<string, string>): boolean =>
  labels[MANAGED_BY] === MANAGER && hasId(labels);

const hasId = (labels: Record<string, string>): boolean => UUID.test(labels[CLUSTER_ID] ?? '');
