import type { Owner } from '../core/cluster/owner.ts';

const KINDS = { PipelineRun: 'PIPELINERUN', TaskRun: 'TASKRUN' } as const;

/**
 * The run that we are a step of: the PipelineRun where the step's environment names one, else the TaskRun. Our Tasks take
 * the names from the labels that Tekton gives to pods. Undefined outside of Tekton.
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
