import type { Log, Runtime } from '../core/runtime.ts';

/**
 * Returns the runner's worker process, which lives as long as the job: the parent of a step. In a job container, the
 * parent is outside of the container and its id is 0. The keeper then ends with the container, or at the `ttl`: a runner
 * that was killed leaves its container, in which no process tells whether the job goes on.
 */
export function jobProcess(parent: number, log: Pick<Log, 'info'>): Pick<Runtime, 'jobPid'> {
  if (parent > 1) return { jobPid: parent };
  log.info(
    'the process of the runner is not visible in a job container: if the runner is killed and the container remains, the cluster lives until its `ttl`',
  );
  return {};
}
