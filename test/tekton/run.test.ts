import { expect, test } from '@jest/globals';
import { runOf } from '../../src/tekton/run.ts';

const taskRun = { RUN_NAMESPACE: 'ci', TASKRUN_NAME: 'e2e-create', TASKRUN_UID: 'uid-1' };

test('a step belongs to its PipelineRun', () => {
  const env = { ...taskRun, PIPELINERUN_NAME: 'e2e', PIPELINERUN_UID: 'uid-2' };
  expect(runOf(env)).toEqual({
    apiVersion: 'tekton.dev/v1',
    kind: 'PipelineRun',
    name: 'e2e',
    uid: 'uid-2',
    namespace: 'ci',
  });
});

test('a step of a TaskRun without a PipelineRun belongs to the TaskRun', () => {
  const env = { ...taskRun, PIPELINERUN_NAME: '', PIPELINERUN_UID: '' };
  expect(runOf(env)).toMatchObject({ kind: 'TaskRun', name: 'e2e-create', uid: 'uid-1' });
});

test('outside of Tekton there is no run', () => {
  expect(runOf({ PATH: '/bin' })).toBeUndefined();
});
