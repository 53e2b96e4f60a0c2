import { controlPlaneSelector } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { LEASE_NAME } from '../lease/lease.ts';

/** What to read from one of the two clusters. All paths are paths on its API server. */
export interface Part {
  /** The name of its folder. */
  name: 'cluster' | 'host';
  /** Paths of lists of pods. The logs of these pods are read too. */
  pods: string[];
  events: string;
  /** Paths of lists and objects, by file name. No Secrets, and no ConfigMaps, because those can contain secrets too. */
  objects: Record<string, string>;
}

/** More objects than the cluster of a job has. */
const LIMIT = 'limit=1000';

/** The virtual cluster, as its users see it. */
export const virtualPart: Part = {
  name: 'cluster',
  pods: [`/api/v1/pods?${LIMIT}`],
  events: `/api/v1/events?${LIMIT}`,
  objects: {
    nodes: '/api/v1/nodes',
    namespaces: '/api/v1/namespaces',
    services: `/api/v1/services?${LIMIT}`,
    persistentvolumeclaims: `/api/v1/persistentvolumeclaims?${LIMIT}`,
    deployments: `/apis/apps/v1/deployments?${LIMIT}`,
    statefulsets: `/apis/apps/v1/statefulsets?${LIMIT}`,
    daemonsets: `/apis/apps/v1/daemonsets?${LIMIT}`,
    jobs: `/apis/batch/v1/jobs?${LIMIT}`,
  },
};

/**
 * The namespace of the virtual cluster on the host cluster. A user who can create the cluster can read all of it.
 * `withPods` adds the pods of the virtual cluster, for a virtual cluster that does not respond.
 */
export function hostPart({ name, namespace }: ClusterRef, withPods: boolean): Part {
  const core = `/api/v1/namespaces/${namespace}`;
  const selected = (selector: string) => `labelSelector=${encodeURIComponent(selector)}&${LIMIT}`;
  const controlPlane = selected(controlPlaneSelector(name));
  const synced = selected(`vcluster.loft.sh/managed-by=${name}`);
  return {
    name: 'host',
    pods: [controlPlane, ...(withPods ? [synced] : [])].map((query) => `${core}/pods?${query}`),
    events: `${core}/events?${LIMIT}`,
    objects: {
      lease: `/apis/batch/v1/namespaces/${namespace}/jobs/${LEASE_NAME}`,
      deployments: `/apis/apps/v1/namespaces/${namespace}/deployments?${controlPlane}`,
      resourcequotas: `${core}/resourcequotas`,
    },
  };
}
