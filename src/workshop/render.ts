import { dump } from 'js-yaml';
import { renderRelease } from '../core/chart/helm.ts';
import { merge } from '../core/chart/merge-values.ts';
import type { Values } from '../core/chart/values-input.ts';
import { WORKSHOP } from '../core/cluster/labels.ts';
import { candidatesOf, newIntent } from '../core/cluster/ref.ts';
import { kubeOf, withConnectionReuse } from '../core/kube/clients.ts';
import { exposureOf } from '../core/plan/connection-mode.ts';
import { planCluster } from '../core/plan/plan.ts';
import type { Runtime } from '../core/runtime.ts';
import { specOf } from './make-seat.ts';
import type { Seat } from './seat.ts';
import { ATTENDEE } from './seats-on-host.ts';
import type { Workshop } from './workshop.ts';

/** A seat as texts for those who apply them by themselves. */
export interface RenderedSeat {
  /** The namespace, unless it is there already, and what the chart makes. */
  manifests: string;
  /** For those who have the chart make it. */
  values: string;
}

/**
 * What would be made for a seat: its namespace, the objects that the official chart makes, and the values that it makes them
 * of. What is to be in the cluster is among the values, so that the engine puts it there. Nothing is applied. There is no
 * lease: it owns objects by its uid, which only the host gives.
 */
export async function renderSeat(
  runtime: Runtime,
  workshop: Workshop,
  seat: Seat,
  contents: Values,
): Promise<RenderedSeat> {
  const spec = specOf(workshop, seat);
  const [ref] = candidatesOf(newIntent(spec));
  const plan = await planCluster(
    runtime,
    kubeOf(withConnectionReuse(runtime.hostCluster)),
    spec,
    ref,
  );
  const { chart, profile, connection, facts } = plan;
  const ours = merge(profile.valuesIn(ref, exposureOf(connection)), plan.values);
  const values = merge(ours, contents);
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
