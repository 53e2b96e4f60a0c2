import type { V1Pod } from '@kubernetes/client-node';
import { STATE_POD } from '../cluster/labels.ts';
import type { Kube } from '../kube/clients.ts';
import { LEASE_NAME, type Lease } from './deadline.ts';

/** The pod that holds all objects of a cluster, as it was when the cluster became usable. */
export interface StatePod {
  uid: string;
  /** How often the containers of the pod had restarted. */
  restarts: number;
}

/** Notes on the lease which pod holds the objects, so that any process can tell later whether it was replaced. */
export async function recordStatePod(
  kube: Kube,
  namespace: string,
  { uid }: Pick<Lease, 'uid'>,
  pod: V1Pod,
): Promise<void> {
  const value = `${pod.metadata?.uid}/${restartsOf(pod)}`;
  const body = [
    { op: 'test', path: '/metadata/uid', value: uid },
    { op: 'add', path: `/metadata/annotations/${STATE_POD.replace('/', '~1')}`, value },
  ];
  await kube.batch.patchNamespacedJob({ name: LEASE_NAME, namespace, body });
}

/** Returns what was noted; undefined if the objects of the cluster outlive its pod, or if it was never usable. */
export function recordedStatePod(annotations: Record<string, string>): StatePod | undefined {
  const [uid, restarts] = annotations[STATE_POD]?.split('/') ?? [];
  return uid ? { uid, restarts: Number(restarts) } : undefined;
}

export const restartsOf = ({ status }: V1Pod): number =>
  (status?.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0);
