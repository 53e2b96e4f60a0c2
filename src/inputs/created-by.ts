import { hostname, userInfo } from 'node:os';
import { CREATED_BY } from '../core/cluster/labels.ts';

/** The annotation that shows who created a cluster: the run of a workflow, or a user on a machine. */
export function createdBy(env: NodeJS.ProcessEnv): Record<string, string> {
  const { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run, GITHUB_JOB: job } = env;
  const who =
    repository && run ? `${repository}, run ${run}, job ${job}` : `${userName(env)}@${hostname()}`;
  return { [CREATED_BY]: who };
}

function userName(env: NodeJS.ProcessEnv): string {
  try {
    return userInfo().username;
  } catch {
    // In a container, the user id may not exist in /etc/passwd.
    return env.USER || 'unknown';
  }
}
