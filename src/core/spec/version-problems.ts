import type { InputProblem } from '../errors.ts';
import { vclusterProblem } from '../versions/distros.ts';
import { versionProblem } from '../versions/kubernetes.ts';
import type { ClusterSpec } from './spec.ts';

/** What can be told to be wrong with the versions of a cluster without asking a host. */
export function versionProblems(
  spec: Pick<ClusterSpec, 'kubernetesVersion' | 'vclusterVersion' | 'distro'>,
): InputProblem[] {
  const { kubernetesVersion, vclusterVersion, distro } = spec;
  const problems: InputProblem[] = [];
  const kubernetes =
    kubernetesVersion === 'host' ? undefined : versionProblem(kubernetesVersion, '', distro);
  if (kubernetes) {
    problems.push({ input: 'kubernetes-version', given: kubernetesVersion, allowed: kubernetes });
  }
  const engine = vclusterVersion && vclusterProblem(distro, vclusterVersion);
  if (engine) problems.push({ input: 'vcluster-version', given: vclusterVersion, allowed: engine });
  return problems;
}
