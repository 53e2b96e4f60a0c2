import { ClusterError } from '../core/errors.ts';
import type { Finding } from '../core/preflight/finding.ts';
import type { RunnerPlan } from '../host-cluster/choose-host.ts';
import { checkEngine } from './engine.ts';
import { runStreamed } from './run-streamed.ts';

/** Checks whether this machine can run a host cluster. Nothing else can be checked before it is there. */
export async function examineMachine(
  plan: RunnerPlan,
  env: NodeJS.ProcessEnv,
  run = runStreamed,
): Promise<Finding[]> {
  const because = plan.because ? `${plan.because} ` : '';
  try {
    await checkEngine(run, env);
    const detail = `${because}A creation makes a host cluster on this machine.`;
    return [{ check: 'host', state: 'ok', detail }];
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    const { summary, hint } = error;
    return [
      { check: 'host', state: 'problem', detail: `${because}${summary}`, ...(hint && { hint }) },
    ];
  }
}
