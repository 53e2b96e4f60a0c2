import { expect, test } from '@jest/globals';
import { readActionManifest } from '../../scripts/action-manifest.ts';
import { manifests, tasks } from './manifests.ts';

const { inputs } = readActionManifest();

/** What Tekton has another way for, or what only a workflow has. */
const ACTION_ALONE = {
  'host-kubeconfig': 'the host is the cluster of the pod, by its service account',
  'host-kubeconfig-path': 'the same',
  'host-context': 'the same',
  connect: 'always service: the pod is inside',
  endpoint: 'the same',
  'tunnel-timeout': 'there is no tunnel',
  'export-kubeconfig': 'the program gets KUBECONFIG, others the name of a Secret',
  'kubeconfig-path': 'the same',
  'helm-path': 'the image has helm',
  summary: 'there is no job summary',
  'job-status': 'the exit code of the program is known',
  cleanup: 'always: what is to stay is made without the delete task',
  'cleanup-failure': 'fail: finally has nothing after it that it could spoil',
  diagnostics: 'there is nowhere to keep a folder; the log has the cause of a failed creation',
};

/** Of a Task alone, and why. */
const TASK_ALONE = ['image', 'command', 'args'];

test('the params of the run Task are the inputs of the action', () => {
  const run = tasks.find(({ metadata }) => metadata.name === 'ephemeral-vcluster-run');
  const params = (run?.spec.params ?? []).map(({ name }) => name);
  const expected = Object.keys(inputs).filter((name) => !(name in ACTION_ALONE));
  expect(params.toSorted()).toEqual([...expected, ...TASK_ALONE].toSorted());
});

test('create and delete share those of the run Task out, but for the lease, which no process could renew', () => {
  const shared = tasks
    .filter(({ metadata }) => metadata.name !== 'ephemeral-vcluster-run')
    .flatMap(({ spec }) => spec.params ?? [])
    .map(({ name }) => name);
  const expected = Object.keys(inputs).filter((name) => !(name in ACTION_ALONE));
  expect([...new Set([...shared, 'lease'])].toSorted()).toEqual(expected.toSorted());
});

test.each(manifests)('%s has the defaults of the action', (_, { metadata, spec }) => {
  // Of a Task, what is left of its run's time; of the versions, a number of another thing.
  const others = ['ttl', ...(metadata.name === 'ephemeral-vcluster-versions' ? ['count'] : [])];
  for (const { name, default: value } of spec.params ?? []) {
    if (!inputs[name] || others.includes(name)) continue;
    expect([name, value]).toEqual([name, inputs[name].default ?? '']);
  }
});
