import { profileOf } from '../../src/core/chart/profile-of.ts';
import { candidatesOf, newIntent } from '../../src/core/cluster/ref.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import type { PreflightInput, Subject } from '../../src/core/preflight/finding.ts';
import type { ClusterSpec } from '../../src/core/spec/spec.ts';
import { defaultVcluster } from '../../src/core/versions/distros.ts';
import { resolveKubernetesVersion } from '../../src/core/versions/kubernetes.ts';
import { fakeKube } from './fake-kube.ts';
import { createSpec } from './spec.ts';

/** The versions of a cluster whose user chose none. */
export const DEFAULTS = {
  distro: 'k8s' as const,
  kubernetesVersion: resolveKubernetesVersion('latest', '') ?? '',
  vclusterVersion: defaultVcluster('k8s'),
};

export function createPlan(overrides: Partial<Plan> = {}): Plan {
  const profile = profileOf(DEFAULTS.vclusterVersion);
  return {
    ...DEFAULTS,
    facts: { kubernetesVersion: DEFAULTS.kubernetesVersion, serviceCIDR: undefined },
    chart: `vcluster-${DEFAULTS.vclusterVersion}.tgz`,
    profile,
    values: profile.tunedValues(DEFAULTS),
    imagePullSecrets: [],
    connection: { mode: 'tunnel', nodes: [], reason: 'it was asked for' },
    ...overrides,
  };
}

/** The input of a preflight check: a cluster in the existing namespace `ci`, on a host with only these calls. */
export function createSubject(
  fakes: Parameters<typeof fakeKube>[0],
  spec: Partial<ClusterSpec> = {},
  planning: Promise<Plan> = Promise.resolve(createPlan()),
): Subject & PreflightInput {
  const whole = createSpec({ namespaces: ['ci'], ...spec });
  const intent = newIntent(whole);
  return { kube: fakeKube(fakes), spec: whole, intent, ref: candidatesOf(intent)[0], planning };
}
