import { hostname, userInfo } from 'node:os';
import { CREATED_BY } from '../core/cluster/labels.ts';

/** Who makes a cluster, in words, for those who find it: a run of a workflow, or somebody at a machine. */
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
    // In a container the id may be nobody's.
    return env.USER || 'unknown';
  }
}
