import { dump } from 'js-yaml';
import { renderRelease } from '../core/chart/helm.ts';
import { merge } from '../core/chart/merge-values.ts';
import type { Values } from '../core/chart/values-input.ts';
import { WORKSHOP } from '../core/cluster/labels.ts';
import { candidatesOf, newIntent } from '../core/cluster/ref.ts';
import { kubeOf } from '../core/kube/clients.ts';
import { exposureOf } from '../core/plan/connection-mode.ts';
import { planCluster } from '../core/plan/plan.ts';
import type { Runtime } from '../core/runtime.ts';
import { specOf } from './make-seat.ts';
import type { Seat } from './seat.ts';
import { ATTENDEE } from './seats-on-host.ts';
import type { Workshop } from './workshop.ts';

/** A seat as YAML, for users who apply it themselves. */
export interface RenderedSeat {
  /** The objects of the chart, and the namespace unless it already exists. */
  manifests: string;
  /** The values, for users who install the chart themselves. */
  values: string;
}

/**
 * Renders a seat without applying anything: its namespace, the objects of the official chart, and the values of that chart.
 * The values include the contents of the cluster, which vcluster installs. There is no lease, because it owns objects by its
 * uid, which only the host assigns.
 */
export async function renderSeat(
  runtime: Runtime,
  workshop: Workshop,
  seat: Seat,
  contents: Values,
): Promise<RenderedSeat> {
  const spec = specOf(workshop, seat);
  const [ref] = candidatesOf(newIntent(spec));
  const plan = await planCluster(runtime, kubeOf(runtime.hostCluster), spec, ref);
  const { chart, profile, connection, facts } = plan;
  const base = merge(profile.valuesIn(ref, exposureOf(connection)), plan.values);
  const values = merge(base, contents);
  const objects = await renderRelease(runtime, { ref, chart, values }, facts.kubernetesVersion);
  const { namespace } = ref;
  const install = `helm upgrade --install ${seat.cluster} ${profile.chart(plan.distro)} --repo https://charts.loft.sh --version ${plan.vclusterVersion} --namespace ${namespace}`;
  return {
    manifests: ref.ownNamespace
      ? `${dump(namespaceOf(workshop, seat, namespace))}${objects}`
      : objects,
    values: `# ${install} --values FILE\n${dump(values)}`,
  };
}

const namespaceOf = ({ name: workshop }: Workshop, { attendee }: Seat, name: string) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { [WORKSHOP]: workshop }, annotations: { [ATTENDEE]: attendee } },
});
