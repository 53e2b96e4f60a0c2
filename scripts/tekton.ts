import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadYaml } from '@kubernetes/client-node';
import type { ActionManifest } from './action-manifest.ts';
import { between, table } from './between.ts';
import { STEP_ACTIONS, stepAction } from './step-action.ts';
import type { Param, Task } from './tekton-task.ts';

const ROOT = 'tekton';

/** Descriptions for Tekton that differ from those of the action, because the default or the context is different. */
const IN_TEKTON: Partial<Record<string, { default?: string; description: string }>> = {
  name: {
    description:
      'Name of the cluster and of its kubeconfig context. Default: a new, generated name.',
  },
  ttl: {
    description:
      'Maximum lifetime of the cluster, in all cases. Default: the remaining time of the run, or `6h` if the run has no time limit.',
    default: '',
  },
  'values-file': {
    description:
      'Path of a `vcluster.yaml` (relative to the workspace `config`). Use it instead of `values`.',
  },
  'versions-file': {
    description:
      'Path (relative to the workspace `config`) of a file with the versions that exist for you, for a mirror that holds certain patches only. It has, for each distro, the versions of Kubernetes and the default version of vcluster, such as `k8s: {kubernetes: [1.36.3, 1.35.4], vcluster: 0.36.1}`, and replaces the built-in versions of these distros.',
  },
  chart: {
    description:
      'The vcluster chart, for air-gapped and proxied environments: a path (relative to the workspace `config`), an https URL, or `oci://REGISTRY/PATH:VERSION`. Default: the official chart.',
  },
  'ca-file': {
    description:
      'Path (relative to the workspace `config`) of a PEM file with certificate authorities. They are trusted for the download of the chart, in addition to those of Node.',
  },
  count: {
    description:
      'How many clusters to create in parallel, up to 20. With several clusters, their names are `NAME-1`, `NAME-2` and so on, the kubeconfig has one context for each, and the results describe the first one.',
  },
  lease: { description: 'How long the cluster remains after its TaskRun has disappeared.' },
  sweep: {
    description:
      'Whether to remove the leftovers of expired clusters from the host cluster, in the background during creation: `true` or `false`. Only objects created by ephemeral-vcluster are removed.',
  },
  namespace: {
    description:
      'An existing namespace to use, such as the namespace of the run, or a comma-separated list. The step uses the first free namespace of the list. If other clusters occupy all of them, the step waits in the queue. Default: a namespace `vcluster-NAME` that is created and deleted with the cluster.',
  },
};

/** Descriptions for a single Task. */
const IN_TASK: typeof IN_TEKTON = {
  'ephemeral-vcluster-delete.namespace': {
    description:
      'The namespaces that the clusters can be in, as a comma-separated list. Default: all namespaces, or only the namespace of the run if the service account has no rights in others.',
  },
};

/** Returns the Tasks with their params, the StepActions generated from them, and the READMEs of the Tasks, by path. */
export function tektonFiles(action: ActionManifest): Map<string, string> {
  const files = new Map<string, string>();
  for (const name of readdirSync(join(ROOT, 'task'))) {
    const path = join(ROOT, 'task', name, `${name}.yaml`);
    const task = withParams(name, readFileSync(path, 'utf8'), action);
    files.set(path, task);
    const readme = join(ROOT, 'task', name, 'README.md');
    files.set(readme, withTables(readFileSync(readme, 'utf8'), loadYaml<Task>(task)));
  }
  for (const [name, from] of Object.entries(STEP_ACTIONS)) {
    const path = join(ROOT, 'task', from, `${from}.yaml`);
    const task = loadYaml<Task>(files.get(path) ?? '');
    files.set(join(ROOT, 'stepaction', name, `${name}.yaml`), stepAction(name, task));
  }
  return files;
}

/**
 * Returns `text`, a Task, with descriptions for the params that are inputs of the action. The Task lists their names.
 */
export function withParams(task: string, text: string, action: ActionManifest): string {
  let names: string[] = [];
  const described = between(
    text,
    'inputs',
    (before) => {
      names = [...before.matchAll(/^ +- name: (\S+)$/gm)].map(([, name = '']) => name);
      return names.map((name) => param(task, name, action)).join('\n');
    },
    MARKER,
  );
  if (!described.includes('# flags:start')) return described;
  return between(described, 'flags', () => flags(names), MARKER);
}

/** The start and the end of a marker line: a YAML comment. */
const MARKER = ['# ', ''] as const;

/** The params of the step that deletes the cluster. */
const OF_DELETION = ['cleanup-timeout'];

/** Returns each param as the flag with its name, for the step that creates the cluster. */
const flags = (names: readonly string[]): string =>
  names
    .filter((name) => !OF_DELETION.includes(name))
    .map((name) => `        - --${name}=$(params.${name})`)
    .join('\n');

function param(task: string, name: string, { inputs }: ActionManifest): string {
  const input = inputs[name];
  if (!input)
    throw new Error(
      `The Task ${task} lists the param ${name}, but the action has no such input: add it to action.yml or remove the param.`,
    );
  const words = { ...input, ...IN_TEKTON[name], ...IN_TASK[`${task}.${name}`] };
  const { description, default: value = '' } = words;
  return [
    `    - name: ${name}`,
    '      description: >-',
    `        ${description.replaceAll('this action', 'this task')}`,
    '      type: string',
    `      default: ${JSON.stringify(value)}`,
  ].join('\n');
}

const shown = (value: Param['default']): string => {
  if (value === undefined) return '(required)';
  return value.length === 0 ? '' : `\`${value}\``;
};

function withTables(text: string, { spec: { params, results = [] } }: Task): string {
  const rows = params.map((it) => [`\`${it.name}\``, shown(it.default), it.description]);
  const withParamTable = between(text, 'params', () =>
    table(['Param', 'Default', 'Description'], rows),
  );
  if (results.length === 0) return withParamTable;
  return between(withParamTable, 'results', () =>
    table(
      ['Result', 'Description'],
      results.map((it) => [`\`${it.name}\``, it.description]),
    ),
  );
}
