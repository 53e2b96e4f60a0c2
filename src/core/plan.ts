import { type Connection, chooseConnection } from './connection.ts';
import { InputError } from './errors.ts';
import type { PullSecret } from './fields.ts';
import type { Host } from './host.ts';
import { type HostFacts, readHostFacts } from './host-facts.ts';
import type { Kube } from './kube.ts';
import type { ClusterRef } from './ref.ts';
import { locateChart } from './release/chart.ts';
import { assertRenders } from './release/helm.ts';
import { pullSecretNames } from './release/pull-secrets.ts';
import { merge, tunedValues, type Values, valuesIn } from './release/values.ts';
import { checkValues } from './release/values-schema.ts';
import type { ClusterSpec } from './spec.ts';
import {
  DEFAULT_VCLUSTER_VERSION,
  KUBERNETES_VERSIONS,
  resolveKubernetesVersion,
} from './versions.ts';

/** What will be made, decided and checked against the host and the chart; nothing exists yet. */
export interface Plan {
  facts: HostFacts;
  kubernetesVersion: string;
  vclusterVersion: string;
  /** A path that helm installs. */
  chart: string;
  /** Without those that depend on the namespace: see `valuesIn`. */
  values: Values;
  /** Those that are to be copied are among them. */
  imagePullSecrets: readonly PullSecret[];
  connection: Connection;
}

/**
 * Plans the cluster that may come to be at `ref`, or anywhere else in its pool.
 *
 * @throws InputError for what only the host and the chart can tell to be wrong.
 */
export async function planCluster(
  host: Host,
  kube: Kube,
  spec: ClusterSpec,
  ref: ClusterRef,
): Promise<Plan> {
  const connection = chooseConnection(host, spec.connect);
  const facts = await readHostFacts(kube, host.kubeConfig.getCurrentCluster()?.server ?? '');
  const kubernetesVersion = resolveKubernetesVersion(
    spec.kubernetesVersion,
    facts.kubernetesVersion,
  );
  if (!kubernetesVersion) {
    const given = `${spec.kubernetesVersion} (the host's is ${facts.kubernetesVersion})`;
    throw new InputError([{ input: 'kubernetes-version', given, allowed: KUBERNETES_VERSIONS }]);
  }
  const vclusterVersion = spec.vclusterVersion ?? DEFAULT_VCLUSTER_VERSION;
  const chart = await locateChart(host, vclusterVersion, spec.chart);
  const { serviceCIDR } = facts;
  const { imageRegistry, imagePullSecrets } = spec;
  const tuned = tunedValues({
    kubernetesVersion,
    vclusterVersion,
    serviceCIDR,
    imageRegistry,
    imagePullSecrets: pullSecretNames(spec.name, imagePullSecrets),
  });
  const values = merge(tuned, spec.values ?? {});
  // Ours alone are known to fit, and all this takes time.
  if (spec.values) {
    await checkValues(chart, values);
    const release = { ref, chart, values: merge(valuesIn(ref), values) };
    await assertRenders(host, release, facts.kubernetesVersion);
  }
  return {
    facts,
    kubernetesVersion,
    vclusterVersion,
    chart,
    values,
    imagePullSecrets,
    connection,
  };
}
