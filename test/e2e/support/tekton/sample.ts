import { readFileSync } from 'node:fs';
import { type KubernetesObject, loadAllYaml } from '@kubernetes/client-node';

export interface Reference {
  name?: string;
  args?: string[];
  ref?: { name: string };
  taskRef?: { name: string };
  params?: { name: string; value: unknown }[];
  workspaces?: object[];
}

/** The parts of a Pipeline, PipelineRun or TaskRun that tests change. */
export interface Sample extends KubernetesObject {
  spec: Reference & {
    tasks?: (Reference & { taskSpec?: { steps?: Reference[] } })[];
    taskSpec?: { steps?: Reference[]; workspaces?: object[] };
    timeouts?: { pipeline?: string; tasks?: string; finally?: string };
    timeout?: string;
    taskRunSpecs?: object[];
  };
}

/** Changes the Pipeline and the run of a sample before they are applied. */
export type Change = (object: Sample) => void;

export interface SampleOptions {
  namespace: string;
  /** Name of the ServiceAccount. */
  account: string;
  change?: Change | undefined;
}

const CREATES = ['ephemeral-vcluster-create', 'ephemeral-vcluster-run'];
const BINDING = { name: 'config', configMap: { name: 'config' } };

/** Reads a sample and replaces what its text tells a user to replace. The chart and the versions come from a ConfigMap: the host is air-gapped. */
export function sampleFor(
  path: string,
  { namespace, account, change = () => {} }: SampleOptions,
): KubernetesObject[] {
  const text = readFileSync(`tekton/${path}`, 'utf8')
    .replaceAll('ci-1', namespace)
    .replaceAll('serviceAccountName: ephemeral-vcluster', `serviceAccountName: ${account}`);
  const objects = loadAllYaml(text) as Sample[];
  for (const object of objects) {
    if (!object.kind?.match(/^(Pipeline|PipelineRun|TaskRun)$/)) continue;
    giveLocal(object);
    change(object);
  }
  return objects;
}

function giveLocal({ kind, spec }: Sample): void {
  const steps = spec.taskSpec?.steps ?? [];
  // A Task that creates no cluster has no param `chart`.
  if (spec.taskRef && !CREATES.includes(spec.taskRef.name)) return;
  for (const it of [spec, ...(spec.tasks ?? []), ...steps]) {
    const name = it.taskRef?.name ?? it.ref?.name ?? '';
    if (!CREATES.includes(name)) continue;
    // A path is relative to the workspace of a Task. A StepAction has none.
    const at = it.ref ? '/config/' : '';
    setParam(it, 'chart', `${at}vcluster.tgz`);
    setParam(it, 'versions-file', `${at}versions.yaml`);
    if (it !== spec && !it.ref) add(it, { name: 'config', workspace: 'config' });
  }
  if (kind === 'Pipeline') add(spec, { name: 'config' });
  else add(spec, BINDING);
  if (spec.taskSpec) add(spec.taskSpec, { name: 'config', mountPath: '/config' });
}

function add(it: { workspaces?: object[] }, workspace: object): void {
  it.workspaces = [...(it.workspaces ?? []), workspace];
}

/** Sets a param of a Task, a StepAction or a run. */
export function setParam(it: Reference, name: string, value: unknown): void {
  it.params = [...(it.params ?? []).filter((param) => param.name !== name), { name, value }];
}
