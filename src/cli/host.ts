import { systemClock } from '../core/clock.ts';
import type { Log, Runtime } from '../core/runtime.ts';
import { hostSecrets } from '../host-cluster/host-kubeconfig.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { findHelm } from '../machine/helm.ts';
import { keeperProgram } from '../machine/keeper-program.ts';
import { runProgram as run } from '../machine/run-program.ts';

/** Who renews the lease. */
export const KEEPERS = ['process', 'beside', 'none'] as const;
export type KeeperChoice = (typeof KEEPERS)[number];

/** What all clusters of a call share; each has files of its own. */
export type CommonRuntime = Omit<Runtime, 'workDir' | 'kubeconfigFile'>;

/** The world as the core sees it from a shell. */
export async function makeRuntime(
  { host: { hostCluster, insideHost }, egress, helmPath }: Inputs,
  { keeper, jobPid }: { keeper: KeeperChoice; jobPid?: number | undefined },
  log: Log,
  signal: AbortSignal,
): Promise<CommonRuntime> {
  for (const secret of hostSecrets(hostCluster)) log.mask(secret);
  return {
    hostCluster,
    insideHost,
    helm: await findHelm(helmPath, { run, log, egress, signal }),
    keeper: { process: keeperProgram(), beside: 'beside' as const, none: undefined }[keeper],
    ...(jobPid !== undefined && { jobPid }),
    egress,
    run,
    log,
    clock: systemClock,
    signal,
  };
}
