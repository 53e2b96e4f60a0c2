import { controlPlaneImages } from './doctor/control-plane-pod.ts';
import { InputError } from './errors.ts';
import { merge, tunedValues, type Values } from './release/values.ts';
import type { ClusterSpec } from './spec.ts';
import { DEFAULT_VCLUSTER_VERSION, resolveKubernetesVersion } from './versions.ts';

interface CoreDns {
  controlPlane: {
    advanced?: { defaultImageRegistry?: string };
    coredns: { enabled?: boolean; embedded?: boolean; deployment: { image: string } };
  };
}

/**
 * Every image that the host pulls for such a cluster, as our values and the user's name them: the engine, the Kubernetes
 * that it runs, and CoreDNS. What is deployed into the cluster comes on top.
 */
export function imagesOf(
  spec: Pick<ClusterSpec, 'kubernetesVersion' | 'vclusterVersion' | 'values' | 'imageRegistry'>,
): string[] {
  const kubernetesVersion = resolveKubernetesVersion(spec.kubernetesVersion, '');
  if (!kubernetesVersion) {
    const allowed = 'a version that can be told without asking a host';
    throw new InputError([{ input: 'kubernetes-version', given: spec.kubernetesVersion, allowed }]);
  }
  const vclusterVersion = spec.vclusterVersion ?? DEFAULT_VCLUSTER_VERSION;
  const tuned = tunedValues({
    kubernetesVersion,
    vclusterVersion,
    imageRegistry: spec.imageRegistry,
  });
  const values: Values = merge(tuned, spec.values ?? {});
  const { kubernetes = '', syncer = '' } = controlPlaneImages({ values, vclusterVersion });
  return [syncer, kubernetes, ...corednsImages(values)];
}

/** As the manifest in the engine has it, whose own table of one CoreDNS for each minor our values leave no part in. */
function corednsImages(values: Values): string[] {
  const { advanced, coredns } = (values as unknown as CoreDns).controlPlane;
  if (coredns.enabled === false || coredns.embedded) return [];
  return [[advanced?.defaultImageRegistry, coredns.deployment.image].filter(Boolean).join('/')];
}
