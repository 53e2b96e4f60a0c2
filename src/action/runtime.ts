import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterError } from '../core/errors.ts';
import type { InputsOnHost } from '../inputs/inputs.ts';
import { Cancellation } from '../machine/cancellation.ts';
import { keeperProgram } from '../machine/keeper-program.ts';
import { type CommonRuntime, makeRuntime, withHelm } from '../machine/make-runtime.ts';
import { jobProcess } from './job-process.ts';
import { workflowLog as log } from './log.ts';

/**
 * Creates a folder that only the current user can access.
 *
 * @throws ClusterError if RUNNER_TEMP does not exist and cannot be created, or is not writable.
 */
export async function makeWorkDir(env: NodeJS.ProcessEnv): Promise<string> {
  const temporary = env.RUNNER_TEMP || tmpdir();
  try {
    await mkdir(temporary, { recursive: true });
    return await mkdtemp(join(temporary, 'ephemeral-vcluster-'));
  } catch (cause) {
    const what = `Could not create a folder in ${temporary}: ${(cause as Error).message}`;
    const hint = 'Nothing was created. Set RUNNER_TEMP to a folder that this user can write to.';
    throw new ClusterError(what, { hint, cause });
  }
}

/** The runtime of a step, with the path of helm. */
export function actionRuntime({ host, egress, helmPath }: InputsOnHost): Promise<CommonRuntime> {
  const { signal } = new Cancellation();
  const runtime = makeRuntime({
    host,
    egress,
    keeper: keeperProgram(),
    log,
    signal,
    ...jobProcess(process.ppid, log),
  });
  return withHelm(runtime, helmPath);
}
