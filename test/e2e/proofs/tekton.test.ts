import { expect, jest, test } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { figures } from '../support/figures.ts';
import { openTekton, type Tekton } from '../support/tekton.ts';
import type { Run, RunObject } from '../support/tekton-run.ts';
import { type Change, type Sample, setParam } from '../support/tekton-sample.ts';

jest.setTimeout(600_000);

const PIPELINE = 'task/ephemeral-vcluster-create/samples/pipeline.yaml';
const RUN = 'task/ephemeral-vcluster-run/samples/taskrun.yaml';
const MATRIX = 'task/ephemeral-vcluster-run/samples/matrix.yaml';
const STEPS = 'stepaction/ephemeral-vcluster-create/samples/taskrun.yaml';

const LEASE_SECONDS = 30;
/** Of what no process renews the lease is the `ttl`, which is at least a minute. */
const TTL_SECONDS = 60;

/** Waits until nothing of ours is left in the namespace of the run. */
async function leavesNothing(what: string, tekton: Tekton, seconds: number): Promise<void> {
  const start = Date.now();
  const left = await eventually(tekton.ours, (found) => found.length === 0, seconds + 60);
  expect(left).toEqual([]);
  figures('tekton', what, `0 objects left after ${Math.round((Date.now() - start) / 1_000)} s`);
}

/** Waits until the user's part of the run has begun. */
async function untilTesting(run: Run): Promise<void> {
  const isTesting = ({ status }: RunObject) =>
    status?.childReferences?.some(({ pipelineTaskName }) => pipelineTaskName === 'test') ||
    status?.steps?.some(({ name, terminated }) => name === 'create' && terminated) ||
    false;
  const isBusy = (it: RunObject) => isTesting(it) && !it.status?.completionTime;
  expect(isBusy(await eventually(run.read, isBusy, 120))).toBe(true);
}

/** Where a sample's program waits, so that something can happen to it meanwhile. */
const waiting: Change = ({ kind, spec }) => {
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

const both =
  (...changes: Change[]): Change =>
  (object) => {
    for (const change of changes) change(object);
  };

const timeouts =
  (it: Sample['spec']['timeouts']): Change =>
  ({ kind, spec }) => {
    if (kind === 'PipelineRun') spec.timeouts = it;
  };

test('a pipeline tests a CRD and a Deployment in a cluster of its own', async () => {
  await using tekton = await openTekton();
  const run = await tekton.start(PIPELINE);
  expect(await run.ended('Succeeded')).toBe('Succeeded');
  await leavesNothing('pipeline', tekton, 0);
});

test('a pipeline whose test fails deletes its cluster, too', async () => {
  await using tekton = await openTekton();
  const run = await tekton.start(PIPELINE, ({ kind, spec }) => {
    const [step] = spec.tasks?.find(({ name }) => name === 'test')?.taskSpec?.steps ?? [];
    if (kind === 'Pipeline' && step) step.args = ['get', 'widgets'];
  });
  expect(await run.ended('Failed')).toBe('Failed');
  await leavesNothing('failing test', tekton, 0);
});

test.each([
  ['Cancelled', TTL_SECONDS],
  ['CancelledRunFinally', 0],
  ['StoppedRunFinally', 0],
])('a PipelineRun that is %s leaves nothing', async (status, seconds) => {
  await using tekton = await openTekton();
  const run = await tekton.start(PIPELINE, both(waiting, shortly(status)));
  await untilTesting(run);
  await run.patch({ status });
  await run.ended();
  await leavesNothing(status, tekton, seconds);
});

/** A run that is only stopped waits for the test that goes on. */
const shortly =
  (status: string): Change =>
  ({ spec }) => {
    const test = spec.tasks?.find(({ name }) => name === 'test');
    for (const step of test?.taskSpec?.steps ?? [])
      if (status === 'StoppedRunFinally') step.args?.push('--request-timeout=5s');
  };

test('a pipeline whose tasks take too long leaves nothing', async () => {
  await using tekton = await openTekton();
  const limits = { pipeline: '3m', tasks: '45s', finally: '2m15s' };
  const run = await tekton.start(PIPELINE, both(waiting, timeouts(limits)));
  expect(await run.ended()).toMatch(/Timeout|Failed/);
  await leavesNothing('timeouts.tasks', tekton, TTL_SECONDS);
});

test('a create step that is killed for its memory leaves nothing', async () => {
  await using tekton = await openTekton();
  const run = await tekton.start(PIPELINE, ({ kind, spec }) => {
    if (kind !== 'PipelineRun') return;
    spec.taskRunSpecs = [
      {
        pipelineTaskName: 'create',
        stepSpecs: [
          {
            name: 'create',
            computeResources: { requests: { memory: '60Mi' }, limits: { memory: '60Mi' } },
          },
        ],
      },
    ];
  });
  expect(await run.ended('Failed')).toBe('Failed');
  await leavesNothing('out of memory', tekton, TTL_SECONDS);
});

test('a pod that is deleted while it creates leaves nothing', async () => {
  await using tekton = await openTekton();
  const run = await tekton.start(RUN, waiting);
  await deletePodDuring(tekton, run, (ids) => ids.some((id) => id.startsWith('Job/')));
  await run.ended();
  await leavesNothing('pod deleted', tekton, LEASE_SECONDS);
});

async function deletePodDuring(tekton: Tekton, run: Run, when: (ids: string[]) => boolean) {
  await eventually(tekton.ours, when, 60);
  const { status } = await run.read();
  await tekton.kube.core.deleteNamespacedPod({
    name: status?.podName ?? '',
    namespace: tekton.namespace,
    gracePeriodSeconds: 0,
  });
}

test('a PipelineRun that is deleted during its test takes the cluster along', async () => {
  await using tekton = await openTekton();
  // No ttl could have done it.
  const run = await tekton.start(PIPELINE, ({ kind, spec }) => {
    waiting({ kind: kind ?? '', spec });
    const create = spec.tasks?.find(({ name }) => name === 'create');
    if (create) setParam(create, 'ttl', '1h');
  });
  await untilTesting(run);
  await run.remove();
  await leavesNothing('run deleted', tekton, 0);
});

test('a program runs against a cluster, and its exit code is that of the TaskRun', async () => {
  await using tekton = await openTekton();
  const good = await tekton.start(RUN);
  expect(await good.ended('Succeeded')).toBe('Succeeded');
  await leavesNothing('run', tekton, 0);
  const bad = await tekton.start(RUN, ({ spec }) => setParam(spec, 'args', ['get', 'widgets']));
  expect(await bad.ended('Failed')).toBe('Failed');
  await leavesNothing('run that fails', tekton, 0);
});

test('a TaskRun that is cancelled leaves nothing', async () => {
  await using tekton = await openTekton();
  const run = await tekton.start(RUN, waiting);
  await untilTesting(run);
  await run.patch({ status: 'TaskRunCancelled' });
  await run.ended();
  await leavesNothing('TaskRunCancelled', tekton, LEASE_SECONDS);
});

test('steps of a Task of its own have a cluster between those of ours', async () => {
  await using tekton = await openTekton();
  const run = await tekton.start(STEPS);
  expect(await run.ended('Succeeded')).toBe('Succeeded');
  await leavesNothing('steps', tekton, 0);
});

test('a matrix runs once for each version that the StepAction gives', async () => {
  await using tekton = await openTekton({ as: 'own-namespaces' });
  const run = await tekton.start(MATRIX);
  expect(await run.ended('Succeeded', 400)).toBe('Succeeded');
  const { status } = await run.read();
  const legs = (status?.childReferences ?? []).filter((it) => it.pipelineTaskName === 'e2e');
  expect(legs).toHaveLength(2);
  await leavesNothing('matrix', tekton, 0);
});
