import { InputError } from '../errors.ts';
import type { ClusterSpec } from '../spec/spec.ts';
import { vclusterOf } from '../spec/vcluster-of.ts';
import { resolveKubernetesVersion } from '../versions/kubernetes.ts';
import { controlPlaneImages } from './control-plane-pod.ts';
import { merge } from './merge-values.ts';
import { profileOf } from './profile-of.ts';
import type { Values } from './values-input.ts';

/**
 * Returns every image that the host pulls for such a cluster, as named by the default values and the user's: vcluster, its
 * Kubernetes, and CoreDNS. Images of workloads in the cluster are not included.
 */
export function imagesOf(
  spec: Pick<
    ClusterSpec,
    'kubernetesVersion' | 'vclusterVersion' | 'values' | 'distro' | 'imageRegistry' | 'versionsFile'
  >,
): string[] {
  const { distro, versionsFile: own } = spec;
  const kubernetesVersion = resolveKubernetesVersion(spec.kubernetesVersion, '', distro, own);
  if (!kubernetesVersion) {
    const allowed = 'a version that does not depend on the host cluster';
    throw new InputError([{ input: 'kubernetes-version', given: spec.kubernetesVersion, allowed }]);
  }
  const vclusterVersion = vclusterOf(spec);
  const profile = profileOf(vclusterVersion);
  const versions = { distro, kubernetesVersion, vclusterVersion };
  const tuned = profile.tunedValues({ ...versions, imageRegistry: spec.imageRegistry });
  const values: Values = merge(tuned, spec.values ?? {});
  return [...controlPlaneImages({ ...versions, values }), ...profile.otherImages(values)];
}
