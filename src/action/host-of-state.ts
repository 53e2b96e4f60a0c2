import { existsSync } from 'node:fs';
import type { KubeConfig } from '@kubernetes/client-node';
import { ClusterError } from '../core/errors.ts';
import type { RawInput } from '../core/spec/parse-input.ts';
import { chooseHost } from '../host-cluster/choose-host.ts';
import { loadHostKubeconfig } from '../host-cluster/host-kubeconfig.ts';
import type { State } from './state.ts';

/**
 * Returns the host cluster of a saved state: by the copy of its kubeconfig, or by the inputs of the step if a later step
 * has deleted that copy. KUBECONFIG is not used: it may be that of the virtual cluster, or of another host.
 *
 * @throws ClusterError if neither of them has the credentials.
 */
export function hostOfState(
  { hostKubeconfig, workDir }: Pick<State, 'hostKubeconfig' | 'workDir'>,
  inputs: RawInput,
  env: NodeJS.ProcessEnv,
): KubeConfig {
  if (existsSync(hostKubeconfig)) return loadHostKubeconfig(hostKubeconfig);
  if (inputs['host-kubeconfig'] || inputs['host-kubeconfig-path'])
    return chooseHost(inputs, env).hostCluster;
  throw new ClusterError(
    `a step of the job deleted ${workDir}, which contained the credentials of the host cluster`,
    { hint: 'Keep the content of RUNNER_TEMP, or set `host-kubeconfig`.' },
  );
}
