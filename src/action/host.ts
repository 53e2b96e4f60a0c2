import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../core/clock.ts';
import type { Runtime } from '../core/runtime.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { Cancellation } from '../machine/cancellation.ts';
import { findHelm } from '../machine/helm.ts';
import { keeperProgram } from '../machine/keeper-program.ts';
import { runProgram as run } from '../machine/run-program.ts';
import { workflowLog as log } from './log.ts';

/** A new folder that only we may enter. */
export const makeWorkDir = (env: NodeJS.ProcessEnv): Promise<string> =>
  mkdtemp(join(env.RUNNER_TEMP || tmpdir(), 'ephemeral-vcluster-'));

/** What all clusters of a step share; each has files of its own. */
export type CommonRuntime = Omit<Runtime, 'workDir' | 'kubeconfigFile'>;

/** The world as the core sees it from a step of a workflow. */
export async function makeRuntime({
  host: { hostCluster, insideHost },
  egress,
  helmPath,
}: Inputs): Promise<CommonRuntime> {
  const { signal } = new Cancellation();
  return {
    ...jobProcess(),
    hostCluster,
    insideHost,
    helm: await findHelm(helmPath, { run, log, egress, signal }),
    keeper: keeperProgram(),
    egress,
    run,
    log,
    clock: systemClock,
    signal,
  };
}

/**
 * The runner's worker, which lives as long as the job. In a job container our parent is outside and its id 0: there
 * the keeper dies with the container.
 */
const jobProcess = (): Pick<Runtime, 'jobPid'> =>
  process.ppid > 1 ? { jobPid: process.ppid } : {};
