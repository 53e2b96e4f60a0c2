import { createHash } from 'node:crypto';

/**
 * `ci-RUN-ATTEMPT-HASH`: shows which run created the cluster. It differs between two uses of the action in one job, and
 * between the jobs of a matrix. These have the same values for all of these variables except GITHUB_STATE, which is a
 * file of this step only.
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
