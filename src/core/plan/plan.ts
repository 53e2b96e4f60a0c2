import { locateChart } from '../chart/chart.ts';
import { renderRelease } from '../chart/helm.ts';
import { merge } from '../chart/merge-values.ts';
import { officialChart } from '../chart/official-chart.ts';
import type { Profile } from '../chart/profile.ts';
import { profileOf } from '../chart/profile-of.ts';
import type { Values } from '../chart/values-input.ts';
import { checkValues } from '../chart/values-schema.ts';
import type { ClusterRef } from '../cluster/ref.ts';
import { InputError } from '../errors.ts';
import type { Kube } from '../kube/clients.ts';
import type { Runtime } from '../runtime.ts';
import type { PullSecret } from '../spec/fields.ts';
import { pullSecretNames } from '../spec/fields.ts';
import { hostManifestProblems } from '../spec/host-manifests.ts';
import type { ClusterSpec } from '../spec/spec.ts';
import { vclusterOf } from '../spec/vcluster-of.ts';
import { versionProblems } from '../spec/version-problems.ts';
import type { Distro, OwnVersions } from '../versions/distros.ts';
import { resolveKubernetesVersion, versionProblem } from '../versions/kubernetes.ts';
import { type Connection, exposureOf, planConnection } from './connection-mode.ts';
import { type HostFacts, readHostFacts } from './host-facts.ts';
import { checkLastingObjects } from './lasting-objects.ts';

/** What will be created, decided and checked against the host and the chart. Nothing exists yet. */
export interface Plan {
  facts: HostFacts;
  distro: Distro;
  kubernetesVersion: string;
  vclusterVersion: string;
  /** The user's own versions. */
  own?: OwnVersions | undefined;
  /** Translates the plan to the values of this version's chart. */
  profile: Profile;
  /** Path of the chart, for helm. */
  chart: string;
  /** Without the values that depend on the namespace: see `Profile.valuesIn`. */
  values: Values;
  /** Includes the Secrets that have to be copied. */
  imagePullSecrets: readonly PullSecret[];
  connection: Connection;
}

/**
 * Plans a cluster at `ref` or in another namespace of its pool.
 *
 * @throws InputError for problems that only the host and the chart reveal.
 */
export async function planCluster(
  runtime: Runtime,
  kube: Kube,
  spec: ClusterSpec,
  ref: ClusterRef,
): Promise<Plan> {
  const problems = [...versionProblems(spec), ...hostManifestProblems(spec)];
  if (problems.length > 0) throw new InputError(problems);
  const connection = await planConnection(runtime, kube, spec);
  const facts = await readHostFacts(kube, runtime.hostCluster.getCurrentCluster()?.server ?? '');
  const { distro } = spec;
  const kubernetesVersion = resolveVersion(spec, facts);
  const vclusterVersion = vclusterOf(spec);
  const profile = profileOf(vclusterVersion);
  const official = officialChart(profile.chart(distro), vclusterVersion);
  const chart = await locateChart(runtime, official, spec.chart);
  const { serviceCIDR } = facts;
  const { imageRegistry, imagePullSecrets } = spec;
  const tuned = profile.tunedValues({
    distro,
    kubernetesVersion,
    vclusterVersion,
    hostVersion: facts.kubernetesVersion,
    serviceCIDR,
    imageRegistry,
    imagePullSecrets: pullSecretNames(spec.name, imagePullSecrets),
  });
  const values = merge(tuned, spec.values ?? {});
  // The values of this tool are known to fit; checking them would only take time.
  if (spec.values) {
    await checkValues(chart, values);
    const release = {
      ref,
      chart,
      values: merge(profile.valuesIn(ref, exposureOf(connection)), values),
    };
    const rendered = await renderRelease(runtime, release, facts.kubernetesVersion);
    checkLastingObjects(rendered, values, ref);
  }
  return {
    facts,
    distro,
    kubernetesVersion,
    vclusterVersion,
    own: spec.versionsFile,
    profile,
    chart,
    values,
    imagePullSecrets,
    connection,
  };
}

function resolveVersion(spec: ClusterSpec, { kubernetesVersion: host }: HostFacts): string {
  const { kubernetesVersion: wanted, distro, versionsFile } = spec;
  const exact = resolveKubernetesVersion(wanted, host, distro, versionsFile);
  if (exact) return exact;
  const given = `${wanted} (the host's is ${host})`;
  const allowed = versionProblem(wanted, host, distro, versionsFile) ?? '';
  throw new InputError([{ input: 'kubernetes-version', given, allowed }]);
}
