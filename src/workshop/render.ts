import { dump } from 'js-yaml';
import { exposureOf } from '../core/connection.ts';
import type { Host } from '../core/host.ts';
import { keepAlive, kubeOf } from '../core/kube.ts';
import { WORKSHOP } from '../core/labels.ts';
import { planCluster } from '../core/plan.ts';
import { newIntent, placesOf } from '../core/ref.ts';
import { renderRelease } from '../core/release/helm.ts';
import { merge, type Values } from '../core/release/values.ts';
import type { BundledChart } from './bundle-charts.ts';
import { specOf } from './make-seat.ts';
import type { Seat } from './seat.ts';
import { ATTENDEE } from './seats-on-host.ts';
import type { Workshop } from './workshop.ts';

/** A seat as files for those who apply them by themselves. */
export interface RenderedSeat {
  /** Texts by the names of their files. */
  files: Record<string, string>;
}

/** With all that is to be in its clusters. */
export interface BundledWorkshop extends Workshop {
  charts: readonly BundledChart[];
}

/**
 * What would be made for a seat: its namespace, the values of the official chart, and the objects that the chart makes of
 * them. What is to be in the cluster is among the values, so that the engine puts it there. Nothing is applied. There is no
 * lease: it owns objects by its uid, which only the host gives.
 */
export async function renderSeat(
  host: Host,
  workshop: BundledWorkshop,
  seat: Seat,
): Promise<RenderedSeat> {
  const spec = specOf(workshop, seat);
  const [ref] = placesOf(newIntent(spec));
  const plan = await planCluster(host, kubeOf(keepAlive(host.kubeConfig)), spec, ref);
  const { chart, profile, connection, facts } = plan;
  const ours = merge(profile.valuesIn(ref, exposureOf(connection)), plan.values);
  const values = merge(ours, contents(workshop));
  const objects = await renderRelease(host, { ref, chart, values }, facts.kubernetesVersion);
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: ref.namespace,
      labels: { [WORKSHOP]: workshop.name },
      annotations: { [ATTENDEE]: seat.attendee },
    },
  };
  return {
    files: {
      ...(ref.ownNamespace && { 'namespace.yaml': dump(namespace) }),
      'values.yaml': `# helm upgrade --install ${seat.cluster} ${plan.profile.chart(plan.distro)} --repo https://charts.loft.sh --version ${plan.vclusterVersion} --namespace ${ref.namespace} --values values.yaml\n${dump(values)}`,
      'manifests.yaml': objects,
    },
  };
}

/** What is in the cluster from the start, for the engine to put there. */
function contents({ manifests, charts }: BundledWorkshop): Values {
  if (manifests.length === 0 && charts.length === 0) return {};
  const texts = manifests.map(({ object }) => dump(object));
  return {
    experimental: {
      deploy: {
        vcluster: {
          ...(texts.length > 0 && { manifests: texts.join('---\n') }),
          ...(charts.length > 0 && { helm: charts.map(releaseOf) }),
        },
      },
    },
  };
}

/** The name of a chart that is bundled is that of its file. */
const releaseOf = ({ name, chart, repo, version, namespace, values, bundle }: BundledChart) => ({
  chart: bundle ? { name } : { name: chart, ...(repo && { repo }), ...(version && { version }) },
  ...(bundle && { bundle }),
  release: { name, namespace },
  ...(values && { values: dump(values) }),
});
