import { systemClock } from '../core/clock.ts';
import type { KeeperProgram, Log, Runtime } from '../core/runtime.ts';
import { hostSecrets } from '../host-cluster/host-kubeconfig.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { findHelm } from '../machine/helm.ts';
import { runProgram as run } from '../machine/run-program.ts';

/** What the library needs of the program that it is part of. */
export interface LibraryRuntime {
  env: NodeJS.ProcessEnv;
  keeper: KeeperProgram;
}

/** What all clusters of a call share; each has files of its own. */
export type CommonRuntime = Omit<Runtime, 'workDir' | 'kubeconfigFile'>;

/** The host as a program sees it that has not looked for helm. */
export function makeRuntime(
  { host: { hostCluster, insideHost }, egress }: Inputs,
  { keeper }: LibraryRuntime,
  log: Log,
  signal: AbortSignal = new AbortController().signal,
): CommonRuntime {
  for (const secret of hostSecrets(hostCluster)) log.mask(secret);
  return {
    hostCluster,
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
  runtime: CommonRuntime,
  helmPath: string | undefined,
): Promise<CommonRuntime> {
  const { run: runProgram, log, egress, signal } = runtime;
  return { ...runtime, helm: await findHelm(helmPath, { run: runProgram, log, egress, signal }) };
}
