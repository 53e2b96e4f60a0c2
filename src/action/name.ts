import { randomBytes } from 'node:crypto';

/**
 * `ci-RUN-ATTEMPT-RANDOM`: shows which run created the cluster. Random, because some runners have the same variables in
 * all jobs of a matrix: act and the runners of Gitea and Forgejo. An empty variable counts as not set.
 */
export function defaultName(env: NodeJS.ProcessEnv): string {
  const run = env.GITHUB_RUN_ID || '0';
  const attempt = env.GITHUB_RUN_ATTEMPT || '1';
  return `ci-${run}-${attempt}-${randomBytes(3).toString('hex')}`;
}
