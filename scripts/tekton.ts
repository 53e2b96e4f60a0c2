import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadYaml } from '@kubernetes/client-node';
import type { ActionManifest } from './action-manifest.ts';
import { between, table } from './between.ts';
import { STEP_ACTIONS, stepAction } from './step-action.ts';
import type { Param, Task } from './tekton-task.ts';

const ROOT = 'tekton';

/** Where a Task's words differ from the action's: its default is another one, or its reader knows no workflow. */
const IN_TEKTON: Partial<Record<string, { default?: string; description: string }>> = {
  name: {
    description:
      'Name of the cluster; its kubeconfig context is named so, too. Default is a new one.',
  },
  ttl: {
    description:
      "How long the cluster may live at most, whatever happens. Default is what is left of the run's time, or `6h` where that has no limit.",
    default: '',
  },
  'values-file': {
    description: 'Path of a `vcluster.yaml` in the workspace `config`, instead of `values`.',
  },
  chart: {
    description:
      'The vcluster chart, for hosts without a way out: a path in the workspace `config`, an https address, or `oci://REGISTRY/PATH:VERSION`. Default is the official one.',
  },
  'ca-file': {
    description:
      'Path in the workspace `config` of a PEM file with certification authorities that are trusted, besides those of Node, when the chart is downloaded.',
  },
  count: {
    description:
      'How many clusters to make at once, up to 20. Of several, the kubeconfig has a context each, and the results are those of the first one; each is named `NAME-1` and so on.',
  },
  lease: { description: 'How long the cluster outlives a TaskRun that vanished.' },
  sweep: {
    description:
      'Whether to remove, beside the creation, what expired clusters of ours left on the host, `true` or `false`.',
  },
  namespace: {
    description:
      "An existing namespace to use, such as the run's own, or several with commas between them, of which the first free one is taken. While other clusters are in all of them, the step waits in line. Default is a namespace `vcluster-NAME` that is made and deleted with the cluster.",
  },
};

/** The words of one Task alone. */
const IN_TASK: typeof IN_TEKTON = {
  'ephemeral-vcluster-delete.namespace': {
    description:
      'The namespaces that the clusters may be in, with commas between them. Default is to look in all, or in that of the run where the rights end there.',
  },
};

/** The Tasks with their params, the StepActions that are made from them, and the READMEs of both, by path. */
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

/** `text`, a Task, with the params that are inputs of the action described as there. It says itself which those are. */
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

/** A comment line of YAML. */
const MARKER = ['# ', ''] as const;

/** What the step that deletes the cluster takes. */
const OF_DELETION = ['cleanup-timeout'];

/** Each param as the flag of its name, for the step that makes the cluster. */
const flags = (names: readonly string[]): string =>
  names
    .filter((name) => !OF_DELETION.includes(name))
    .map((name) => `        - --${name}=$(params.${name})`)
    .join('\n');

function param(task: string, name: string, { inputs }: ActionManifest): string {
  const input = inputs[name];
  if (!input) throw new Error(`The action has no input ${name}.`);
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
    table(['Param', 'Default', 'What it is'], rows),
  );
  if (results.length === 0) return withParamTable;
  return between(withParamTable, 'results', () =>
    table(
      ['Result', 'What it is'],
      results.map((it) => [`\`${it.name}\``, it.description]),
    ),
  );
}
