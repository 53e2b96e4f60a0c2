import { systemClock } from '../core/clock.ts';
import type { Host, KeeperProgram, Log } from '../core/runtime.ts';
import { hostSecrets } from '../host-cluster/host-kubeconfig.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { findHelm } from '../machine/helm.ts';
import { runProgram as run } from '../machine/run-program.ts';

/** What the library needs of the program that it is part of. */
export interface World {
  env: NodeJS.ProcessEnv;
  keeper: KeeperProgram;
}

/** What all clusters of a call share; each has files of its own. */
export type CommonHost = Omit<Host, 'workDir' | 'kubeconfigFile'>;

/** The host as a program sees it that has not looked for helm. */
export function makeHost(
  { host: { kubeConfig, insideHost }, egress }: Inputs,
  { keeper }: World,
  log: Log,
  signal: AbortSignal = new AbortController().signal,
): CommonHost {
  for (const secret of hostSecrets(kubeConfig)) log.mask(secret);
  return {
    kubeConfig,
    insideHost,
    helm: 'helm',
    keeper,
    // The process that can dispose: a worker of jest or vitest that is gone will not, whatever becomes of its parent.
    jobPid: process.pid,
    removeWorkDir: true,
    egress,
    run,
    log,
    clock: systemClock,
    signal,
  };
}

/** The same with the helm program, which is downloaded where there is none. */
export async function withHelm(
  host: CommonHost,
  helmPath: string | undefined,
): Promise<CommonHost> {
  const { run: runProgram, log, egress, signal } = host;
  return { ...host, helm: await findHelm(helmPath, { run: runProgram, log, egress, signal }) };
}
