import { expect, test } from '@jest/globals';
import { readActionManifest } from '../../scripts/action-manifest.ts';
import { manifests, tasks } from './manifests.ts';

const { inputs } = readActionManifest();

/** Inputs that Tekton replaces by something else, or that only a workflow has, and why. */
const ACTION_ALONE = {
  'host-kubeconfig': 'the host is the cluster of the pod, with the service account of the pod',
  'host-kubeconfig-path': 'the same',
  'host-context': 'the same',
  connect: 'always service: the pod is inside the host cluster',
  endpoint: 'the same',
  'tunnel-timeout': 'there is no tunnel',
  'export-kubeconfig': 'the program gets KUBECONFIG, others the name of a Secret',
  'kubeconfig-path': 'the same',
  'helm-path': 'the image has helm',
  summary: 'there is no job summary',
  'job-status': 'the exit code of the program is known',
  host: 'always existing: the pod is inside the host cluster',
  'host-version': 'the same',
  cleanup: 'always: a cluster that has to remain is created without the delete Task',
  'cleanup-failure': 'fail: nothing runs after finally that the failure could affect',
  diagnostics: 'there is no storage for a folder; the log contains the cause of a failed creation',
  'diagnostics-artifact': 'the same',
};

/** Params that are not inputs of the action. */
const TASK_ALONE = ['image', 'command', 'args'];

test('the params of the run Task are the inputs of the action', () => {
  const run = tasks.find(({ metadata }) => metadata.name === 'ephemeral-vcluster-run');
  const params = (run?.spec.params ?? []).map(({ name }) => name);
  const expected = Object.keys(inputs).filter((name) => !(name in ACTION_ALONE));
  expect(params.toSorted()).toEqual([...expected, ...TASK_ALONE].toSorted());
});

test('create and delete together have the params of the run Task, except lease, because no process renews it', () => {
  const shared = tasks
    .filter(({ metadata }) => metadata.name !== 'ephemeral-vcluster-run')
    .flatMap(({ spec }) => spec.params ?? [])
    .map(({ name }) => name);
  const expected = Object.keys(inputs).filter((name) => !(name in ACTION_ALONE));
  expect([...new Set([...shared, 'lease'])].toSorted()).toEqual(expected.toSorted());
});

test.each(manifests)('%s has the defaults of the action', (_, { metadata, spec }) => {
  // `ttl` of a Task is by default the remaining time of its run; `count` of the versions has another meaning.
  const others = ['ttl', ...(metadata.name === 'ephemeral-vcluster-versions' ? ['count'] : [])];
  for (const { name, default: value } of spec.params ?? []) {
    if (!inputs[name] || others.includes(name)) continue;
    expect([name, value]).toEqual([name, inputs[name].default ?? '']);
  }
});
