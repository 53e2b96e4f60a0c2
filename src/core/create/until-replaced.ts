import type { V1Pod } from '@kubernetes/client-node';
import type { ClusterRef } from '../cluster/ref.ts';
import { describeLoss } from '../diagnostics/disruption.ts';
import { ClusterError } from '../errors.ts';
import { kubeOf } from '../kube/clients.ts';
import type { Runtime } from '../runtime.ts';
import type { PodWatch } from '../startup/pod-watch.ts';

const HINT =
  'Create the cluster again, on nodes that are not being drained or short of memory. ' +
  'With `controlPlane.statefulSet.persistence.volumeClaim.enabled: true` in `values`, its objects outlive the pod.';

/** Waits until another pod takes the place of `pod`, which holds all objects of a cluster. Returns the error to report. */
export async function untilReplaced(
  { hostCluster }: Pick<Runtime, 'hostCluster'>,
  ref: ClusterRef,
  pods: PodWatch,
  pod: V1Pod,
): Promise<ClusterError> {
  const uid = pod.metadata?.uid ?? '';
  const successor = await pods.until(({ metadata }) => metadata?.uid !== uid);
  const loss = await describeLoss(kubeOf(hostCluster), ref, { uid, pods: [successor] });
  return new ClusterError(loss, { hint: HINT });
}
