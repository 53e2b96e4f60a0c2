import { dumpYaml } from '@kubernetes/client-node';
import type { Task } from './tekton-task.ts';

/** Each StepAction with the Task whose first step it is generated from. */
export const STEP_ACTIONS = {
  'ephemeral-vcluster-create': 'ephemeral-vcluster-create',
  'ephemeral-vcluster-delete': 'ephemeral-vcluster-delete',
};

/** The descriptions of the Tasks mention Secrets and `finally`, which steps do not need. */
const DESCRIPTION = {
  create: `Creates a Kubernetes cluster for a TaskRun, in seconds.
It is a virtual cluster inside the cluster that Tekton runs on. The result \`kubeconfig\` is the path of its kubeconfig, for the steps that follow. Run ephemeral-vcluster-delete as the last step to delete the cluster. If that step never runs, the cluster is deleted at \`expires-at\`.`,
  delete: `Deletes the clusters that ephemeral-vcluster-create created for this TaskRun.
It finds them by the uid of the TaskRun, so it also deletes a cluster whose creation was interrupted. If there is no cluster, it succeeds.`,
};

/** The mount path of the Task's volume. A StepAction cannot define a volume. */
const TASKS_FOLDER = '/ephemeral-vcluster';
/** Tekton mounts this folder into every step. */
const STEPS_FOLDER = '/workspace';

/**
 * If a step has `onError: continue`, the deletion runs after its failure. This param makes the Task fail nevertheless.
 */
const EXIT_CODE_FROM = {
  name: 'exit-code-from',
  description:
    'Path of a file that contains the exit code to return after the deletion, such as `/tekton/steps/step-NAME/exitCode`.',
  type: 'string',
  default: '',
};

const KUBECONFIG = `${STEPS_FOLDER}/.ephemeral-vcluster/kubeconfig`;
/** What the descriptions of params say instead: a StepAction has no workspace of its own. */
const RELATIVE_TO_WORKSPACE = 'relative to the workspace `config`';
const ABSOLUTE = 'absolute, for example in a workspace of your Task';
const OF_A_PIPELINE = /^PIPELINERUN_/;
const HEADER = '# Generated from the Task by `npm run docs`. Edit the Task instead.\n';

/**
 * Returns the first step of `task` as a StepAction for the user's own Tasks. Its cluster belongs to the TaskRun, and the
 * steps after it find the kubeconfig in a file.
 */
export function stepAction(name: string, { metadata, spec }: Task): string {
  const { args, command, env, image, securityContext } = spec.steps[0] as unknown as Step;
  const results = (spec.results ?? []).filter((it) => it.name !== 'kubeconfig-secret');
  const creates = args.includes('create');
  const params = spec.params.map((it) => ({
    ...it,
    description: it.description.replace(RELATIVE_TO_WORKSPACE, ABSOLUTE),
  }));
  if (creates)
    results.push({ name: 'kubeconfig', description: "Path of the cluster's kubeconfig." });
  const step = {
    apiVersion: 'tekton.dev/v1beta1',
    kind: 'StepAction',
    metadata: { ...metadata, name },
    spec: {
      description: creates ? DESCRIPTION.create : DESCRIPTION.delete,
      params: creates ? params : [...params, EXIT_CODE_FROM],
      ...(results.length > 0 && { results }),
      image,
      command,
      args: [
        ...args.filter((arg) => !arg.includes('kubeconfig-secret')).map(inStep),
        ...(creates
          ? [
              `--kubeconfig-path=${KUBECONFIG}`,
              '--kubeconfig-mode=0644',
              '--result=kubeconfig=$(step.results.kubeconfig.path)',
            ]
          : ['--exit-code-from=$(params.exit-code-from)']),
      ],
      env: env.filter((it) => !OF_A_PIPELINE.test(it.name)).map(inFolder),
      securityContext,
    },
  };
  return `${HEADER}${dumpYaml(step, { lineWidth: 120 })}`;
}

interface Variable {
  name: string;
  value?: string;
}

interface Step {
  args: string[];
  env: Variable[];
  command: string[];
  image: string;
  securityContext: object;
}

const inStep = (arg: string): string =>
  arg.replace('$(results.', '$(step.results.').replaceAll(TASKS_FOLDER, STEPS_FOLDER);

const inFolder = (variable: Variable): Variable =>
  variable.value ? { ...variable, value: inStep(variable.value) } : variable;
