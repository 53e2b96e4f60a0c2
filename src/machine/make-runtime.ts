import type { KubeConfig } from '@kubernetes/client-node';
import { systemClock } from '../core/clock.ts';
import type { Runtime } from '../core/runtime.ts';
import { findHelm } from './helm.ts';
import { runProgram as run } from './run-program.ts';

/** What all clusters of one call share; each cluster gets a work folder of its own. */
export type CommonRuntime = Omit<Runtime, 'workDir'>;

/** What the faces decide. `hostCluster` and `insideHost` come from the choice of the host cluster. */
export interface RuntimeOptions
  extends Pick<Runtime, 'keeper' | 'log'>,
    Partial<Pick<Runtime, 'egress' | 'jobPid' | 'removeWorkDir' | 'signal'>> {
  host: { hostCluster: KubeConfig; insideHost: boolean };
}

/** The runtime on this machine. Nothing is installed: `helm` is only a name, see `withHelm`. */
export const makeRuntime = ({ host, signal, ...options }: RuntimeOptions): CommonRuntime => ({
  ...options,
  hostCluster: host.hostCluster,
  insideHost: host.insideHost,
  helm: 'helm',
  run,
  clock: systemClock,
  signal: signal ?? new AbortController().signal,
});

/** The same runtime with a helm program: `helmPath`, the one on PATH, or a download. */
export const withHelm = async (
  runtime: CommonRuntime,
  helmPath: string | undefined,
): Promise<CommonRuntime> => ({ ...runtime, helm: await findHelm(helmPath, runtime) });
