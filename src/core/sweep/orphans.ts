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

/** What a sweep looks at: all of our leases that it may see, and what belongs to one or should. */
export interface Seen {
  leases: V1Job[];
  namespaces: V1Namespace[];
  clusterScoped: { kind: ClusterScoped; object: KubernetesObject }[];
}

/** How a sweep tells old from new, by the host's clock, in milliseconds. */
export interface Age {
  now: number;
  olderThan: number;
}

/** An object of ours that is expired, or that no lease stands behind. */
export interface Orphan {
  kind: 'Job' | 'Namespace' | ClusterScoped;
  name: string;
  /** Of a Job its own; of an object outside of namespaces that of its cluster. */
  namespace: string;
  reason: string;
  uid: string;
  /** Of the moment when it was seen: what changed since is in use. */
  resourceVersion: string;
}

/** What is to go, by our labels, its name and its age alone. Whether a namespace is empty is still to be seen. */
export function orphansAmong(seen: Seen, age: Age): Orphan[] {
  const held = new Set(seen.leases.map(({ metadata }) => metadata?.namespace));
  const isHeld = ({ namespace }: Orphan) => held.has(namespace);
  return [
    ...seen.leases.filter((lease) => isOverdue(lease, age)).flatMap(ofLease),
    ...[
      ...seen.namespaces.filter((namespace) => isOld(namespace, age)).flatMap(ofNamespace),
      ...seen.clusterScoped
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
 * By the deadline that the Job itself has, which never lies after `expires-at`: both of its parts are on the host's
 * clock. A host whose controllers work ends it within seconds.
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
  // The name that we give: an existing namespace that somebody labelled by hand has another one.
  if (!isMarked(labels) || name !== `vcluster-${labels[CLUSTER_NAME]}`) return [];
  const reason = 'it was made for one cluster, and no lease is in it';
  return [{ kind: 'Namespace', ...identify(namespace), namespace: name, reason }];
}

function ofClusterScoped(kind: ClusterScoped, object: KubernetesObject): Orphan[] {
  const labels = object.metadata?.labels ?? {};
  const { [CLUSTER_NAME]: name = '', [CLUSTER_NAMESPACE]: namespace = '' } = labels;
  const names = clusterRoleNames({ name, namespace });
  if (!hasId(labels) || !names.includes(object.metadata?.name ?? '')) return [];
  const reason = `it was made for the cluster ${name}, and no lease is in its namespace ${namespace}`;
  return [{ kind, ...identify(object), namespace, reason }];
}

/** As `newRef` makes them. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const isMarked = (labels: Record<string, string>): boolean =>
  labels[MANAGED_BY] === MANAGER && hasId(labels);

const hasId = (labels: Record<string, string>): boolean => UUID.test(labels[CLUSTER_ID] ?? '');
