import { expect } from '@jest/globals';
import { eventually } from '../../../support/eventually.ts';
import { figures } from '../figures.ts';
import type { Run, RunObject } from './run.ts';
import { type Change, setParam } from './sample.ts';
import type { Tekton } from './tekton.ts';

/** Paths of the samples below the folder `tekton`. */
export const PIPELINE = 'task/ephemeral-vcluster-create/samples/pipeline.yaml';
export const RUN = 'task/ephemeral-vcluster-run/samples/taskrun.yaml';
export const MATRIX = 'task/ephemeral-vcluster-run/samples/matrix.yaml';
export const STEPS = 'stepaction/ephemeral-vcluster-create/samples/taskrun.yaml';

export const LEASE_SECONDS = 30;
/** A cluster without a keeper lives until its `ttl`, which is at least one minute. */
export const TTL_SECONDS = 60;

/** Expects that everything a run created in its namespace is deleted within `seconds` and another 60. */
export async function expectNothingLeft(
  what: string,
  tekton: Tekton,
  seconds: number,
): Promise<void> {
  const start = Date.now();
  const left = await eventually(tekton.createdObjects, (found) => found.length === 0, seconds + 60);
  expect(left).toEqual([]);
  figures('tekton', what, `0 objects left after ${Math.round((Date.now() - start) / 1_000)} s`);
}

/** Waits until the run has begun the user's step. */
export async function untilTesting(run: Run): Promise<void> {
  const isTesting = ({ status }: RunObject) =>
    status?.childReferences?.some(({ pipelineTaskName }) => pipelineTaskName === 'test') ||
    status?.steps?.some(({ name, terminated }) => name === 'create' && terminated) ||
    false;
  const isBusy = (it: RunObject) => isTesting(it) && !it.status?.completionTime;
  expect(isBusy(await eventually(run.read, isBusy, 120))).toBe(true);
}

/** Makes the user's program of a sample wait, so that the test can interrupt it. */
export const waiting: Change = ({ kind, spec }) => {
  if (kind === 'TaskRun') {
    setParam(spec, 'lease', `${LEASE_SECONDS}s`);
    setParam(spec, 'args', ['get', '--raw', '/api/v1/namespaces?watch=true']);
  }
  if (kind !== 'Pipeline') return;
  for (const task of spec.tasks ?? []) {
    if (task.name === 'create') setParam(task, 'ttl', `${TTL_SECONDS}s`);
    if (task.name !== 'test') continue;
    for (const step of task.taskSpec?.steps ?? []) step.args = ['get', 'namespaces', '--watch'];
  }
};
