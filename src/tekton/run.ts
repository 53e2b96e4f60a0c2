import type { Owner } from '../core/cluster/owner.ts';

const KINDS = { PipelineRun: 'PIPELINERUN', TaskRun: 'TASKRUN' } as const;

/**
 * Returns the run that this process is a step of: the PipelineRun if the environment contains one, otherwise the TaskRun.
 * The Tasks of ephemeral-vcluster set these variables from the labels that Tekton adds to pods. Undefined outside of
 * Tekton.
 */
export function runOf(env: NodeJS.ProcessEnv): Owner | undefined {
  for (const [kind, prefix] of Object.entries(KINDS)) {
    const name = env[`${prefix}_NAME`];
    const uid = env[`${prefix}_UID`];
    const namespace = env.RUN_NAMESPACE;
    if (name && uid && namespace)
      return { apiVersion: 'tekton.dev/v1', kind, name, uid, namespace };
  }
  return undefined;
}
