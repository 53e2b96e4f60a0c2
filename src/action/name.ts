import { createHash } from 'node:crypto';

/**
 * `ci-RUN-ATTEMPT-HASH`: says to a person which run made the cluster, and differs between two uses in one job and
 * between the legs of a matrix, which share all but GITHUB_STATE, a file of this very step.
 */
export function defaultName(env: NodeJS.ProcessEnv): string {
  const { GITHUB_RUN_ID: run = '0', GITHUB_RUN_ATTEMPT: attempt = '1' } = env;
  const use = [
    env.GITHUB_REPOSITORY,
    env.GITHUB_JOB,
    env.GITHUB_ACTION,
    env.GITHUB_STATE,
    env.RUNNER_NAME,
  ];
  const hash = createHash('sha256').update(JSON.stringify(use)).digest('hex').slice(0, 6);
  return `ci-${run}-${attempt}-${hash}`;
}
