import { gte } from 'semver';
import { checkValues, locateChart } from './chart.ts';
import { InputError } from './errors.ts';
import type { Host } from './host.ts';
import { type HostFacts, readHostFacts } from './host-facts.ts';
import type { Kube } from './kube.ts';
import type { ClusterRef } from './ref.ts';
import type { ClusterSpec } from './spec.ts';
import { merge, tunedValues, type Values } from './values.ts';
import {
  DEFAULT_VCLUSTER_VERSION,
  OLDEST_VCLUSTER_VERSION,
  resolveKubernetesVersion,
} from './versions.ts';

/** What will be made, decided and checked against the host and the chart; nothing exists yet. */
export interface Plan {
  facts: HostFacts;
  kubernetesVersion: string;
  vclusterVersion: string;
  /** A path that helm installs. */
  chart: string;
  values: Values;
}

/** Throws one `InputError` with all that is wrong in the versions and values. */
export async function planCluster(
  host: Host,
  kube: Kube,
  spec: ClusterSpec,
  ref: ClusterRef,
): Promise<Plan> {
  const facts = await readHostFacts(kube, host.kubeConfig.getCurrentCluster()?.server ?? '');
  const kubernetesVersion = resolveKubernetesVersion(
    spec.kubernetesVersion,
    facts.kubernetesVersion,
  );
  const vclusterVersion = spec.vclusterVersion ?? DEFAULT_VCLUSTER_VERSION;
  const problems = typeof kubernetesVersion === 'string' ? [] : [kubernetesVersion];
  if (!gte(vclusterVersion, OLDEST_VCLUSTER_VERSION)) {
    problems.push({
      input: 'vcluster-version',
      given: vclusterVersion,
      allowed: `${OLDEST_VCLUSTER_VERSION} or newer`,
    });
  }
  if (typeof kubernetesVersion !== 'string' || problems.length > 0) throw new InputError(problems);
  const chart = await locateChart(host, vclusterVersion, spec.chart);
  const { serviceCIDR } = facts;
  const tuned = tunedValues({ ...ref, kubernetesVersion, vclusterVersion, serviceCIDR });
  const values = merge(tuned, spec.values ?? {});
  // Ours alone are known to fit, and reading the schema takes time.
  if (spec.values) await checkValues(chart, values);
  return { facts, kubernetesVersion, vclusterVersion, chart, values };
}
