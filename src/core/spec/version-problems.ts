import type { InputProblem } from '../errors.ts';
import { vclusterProblem } from '../versions/distros.ts';
import { versionProblem } from '../versions/kubernetes.ts';
import type { ClusterSpec } from './spec.ts';

/** Finds problems with the versions of a cluster that are known without a host. */
export function versionProblems(
  spec: Pick<ClusterSpec, 'kubernetesVersion' | 'vclusterVersion' | 'distro' | 'versionsFile'>,
): InputProblem[] {
  const { kubernetesVersion, vclusterVersion, distro, versionsFile } = spec;
  const problems: InputProblem[] = [];
  const kubernetes =
    kubernetesVersion === 'host'
      ? undefined
      : versionProblem(kubernetesVersion, '', distro, versionsFile);
  if (kubernetes) {
    problems.push({ input: 'kubernetes-version', given: kubernetesVersion, allowed: kubernetes });
  }
  const vcluster = vclusterVersion && vclusterProblem(distro, vclusterVersion);
  if (vcluster)
    problems.push({ input: 'vcluster-version', given: vclusterVersion, allowed: vcluster });
  return problems;
}
