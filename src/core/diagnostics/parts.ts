import { controlPlaneSelector } from '../cluster/labels.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { LEASE_NAME } from '../lease/lease.ts';

/** What is read of one of the two clusters; all paths are those of its API server. */
export interface Part {
  /** Its folder. */
  name: 'cluster' | 'host';
  /** Lists of the pods whose logs are read, too. */
  pods: string[];
  events: string;
  /** Lists and single objects, each under the name of its file. No Secrets, and no ConfigMaps, which hold them too. */
  objects: Record<string, string>;
}

/** More than a cluster of a job has. */
const LIMIT = 'limit=1000';

/** The virtual cluster as those see it who use it. */
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
 * The namespace of the host that the virtual cluster is in; whoever makes the cluster may read all of it. `withPods`
 * adds the pods of the virtual cluster, for when it does not tell of them itself.
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
