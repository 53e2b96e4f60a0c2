import type { KubeConfig } from '@kubernetes/client-node';
import { systemClock } from '../core/clock.ts';
import type { Runtime } from '../core/runtime.ts';
import { assertReachable } from '../host-cluster/on-host.ts';
import { findHelm } from './helm.ts';
import { runProgram as run } from './run-program.ts';

/** The part of the runtime that all clusters of one call share. Each cluster has a dedicated work folder. */
export type CommonRuntime = Omit<Runtime, 'workDir'>;

/** The options that depend on the caller: action, CLI or library. `host` comes from `chooseHost`. */
export interface RuntimeOptions
  extends Pick<Runtime, 'keeper' | 'log'>,
    Partial<Pick<Runtime, 'egress' | 'jobPid' | 'removeWorkDir' | 'signal'>> {
  host: { hostCluster: KubeConfig; insideHost: boolean };
}

/** Creates the runtime of this machine. Does not search for helm: `helm` is only a name, see `withHelm`. */
export const makeRuntime = ({ host, signal, ...options }: RuntimeOptions): CommonRuntime => ({
  ...options,
  hostCluster: host.hostCluster,
  insideHost: host.insideHost,
  helm: 'helm',
  run,
  clock: systemClock,
  signal: signal ?? new AbortController().signal,
});

/**
 * Returns the same runtime with a usable helm program: `helmPath`, helm on PATH, or a download. Asks the host cluster first:
 * without it, a download is in vain.
 */
export async function withHelm(
  runtime: CommonRuntime,
  helmPath: string | undefined,
): Promise<CommonRuntime> {
  await assertReachable(runtime.hostCluster);
  return { ...runtime, helm: await findHelm(helmPath, runtime) };
}
