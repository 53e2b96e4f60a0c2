import { KubeConfig } from '@kubernetes/client-node';
import { merge } from '../core/chart/merge-values.ts';
import type { ClusterIntent } from '../core/cluster/ref.ts';
import { createCluster } from '../core/create/create.ts';
import { kubeOf } from '../core/kube/clients.ts';
import type { Runtime } from '../core/runtime.ts';
import type { ClusterSpec } from '../core/spec/spec.ts';
import { vclusterOf } from '../core/spec/vcluster-of.ts';
import { applyManifests } from './apply-manifests.ts';
import { installCharts } from './charts.ts';
import { makeCredential } from './credential.ts';
import type { HandOut } from './hand-out/index.ts';
import { quotaValues } from './quota.ts';
import type { Seat } from './seat.ts';
import { ATTENDEE, markReady } from './seats-on-host.ts';
import type { Workshop } from './workshop.ts';

/** Creates the cluster of a seat with its contents. If it fails, it deletes nothing. */
export async function makeSeat(
  runtime: Runtime,
  workshop: Workshop,
  seat: Seat,
  intent: ClusterIntent,
): Promise<HandOut> {
  const { name, manifests, charts } = workshop;
  const { attendee } = seat;
  const cluster = await createCluster(runtime, specOf(workshop, seat), intent);
  const admin = new KubeConfig();
  admin.loadFromFile(cluster.kubeconfig);
  await applyManifests(admin, manifests, runtime.clock, runtime.signal);
  await installCharts(runtime, cluster.kubeconfig, charts);
  const { context, server, expiresAt, kubernetesVersion } = cluster;
  const kubeconfig = await makeCredential({ ...runtime, admin, context, expiresAt });
  runtime.signal.throwIfAborted();
  await markReady(kubeOf(runtime.hostCluster), cluster.ref, server);
  return {
    ...{ workshop: name, attendee, cluster: cluster.name },
    ...{ kubernetesVersion, context, server, kubeconfig, expiresAt },
  };
}

/** The spec of a seat's cluster: the settings that all seats share, its name and its attendee. */
export const specOf = ({ spec, quota }: Workshop, seat: Seat): ClusterSpec => ({
  ...spec,
  name: seat.cluster,
  values: merge(
    quotaValues(quota, { connect: spec.connect, vclusterVersion: vclusterOf(spec) }),
    spec.values ?? {},
  ),
  annotations: { ...spec.annotations, [ATTENDEE]: seat.attendee },
});
