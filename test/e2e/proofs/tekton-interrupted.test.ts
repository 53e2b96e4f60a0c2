import { expect, jest, test } from '@jest/globals';
import { OWNER_UID } from '../../../src/core/cluster/labels.ts';
import { eventually } from '../../support/eventually.ts';
import {
  expectNothingLeft,
  LEASE_SECONDS,
  MATRIX,
  PIPELINE,
  RUN,
  STEPS,
  TTL_SECONDS,
  untilTesting,
  waiting,
} from '../support/tekton/checks.ts';
import type { Run } from '../support/tekton/run.ts';
import { type Change, type Sample, setParam } from '../support/tekton/sample.ts';
import { openTekton, type Tekton } from '../support/tekton/tekton.ts';

jest.setTimeout(600_000);

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

test.each([
  ['Cancelled', TTL_SECONDS],
  ['CancelledRunFinally', 0],
  ['StoppedRunFinally', 0],
])('a PipelineRun that is %s leaves nothing behind', async (status, seconds) => {
  await using tekton = await openTekton();
  const run = await tekton.start(PIPELINE, both(waiting, shortly(status)));
  await untilTesting(run);
  await run.patch({ status });
  await run.ended();
  await expectNothingLeft(status, tekton, seconds);
});

/** A run that is only stopped waits for its test, so the test must end soon. */
const shortly =
  (status: string): Change =>
  ({ spec }) => {
    const test = spec.tasks?.find(({ name }) => name === 'test');
    for (const step of test?.taskSpec?.steps ?? [])
      if (status === 'StoppedRunFinally') step.args?.push('--request-timeout=5s');
  };

test('a pipeline whose tasks time out leaves nothing behind', async () => {
  await using tekton = await openTekton();
  const limits = { pipeline: '3m', tasks: '45s', finally: '2m15s' };
  const run = await tekton.start(PIPELINE, both(waiting, timeouts(limits)));
  expect(await run.ended()).toMatch(/Timeout|Failed/);
  await expectNothingLeft('timeouts.tasks', tekton, TTL_SECONDS);
});

test('a create step that runs out of memory leaves nothing behind', async () => {
  await using tekton = await openTekton();
  const run = await tekton.start(PIPELINE, ({ kind, spec }) => {
    if (kind !== 'PipelineRun') return;
    spec.taskRunSpecs = [
      {
        pipelineTaskName: 'create',
        stepSpecs: [
          {
            name: 'create',
            computeResources: { requests: { memory: '105Mi' }, limits: { memory: '105Mi' } },
          },
        ],
      },
    ];
  });
  const end = await run.ended('Succeeded');
  // It was killed in the middle of the creation.
  for (const sign of ['OOMKilled', 'Install the chart']) expect(end).toContain(sign);
  await expectNothingLeft('out of memory', tekton, TTL_SECONDS);
});

test('a pod that is deleted during the creation leaves nothing behind, and Tekton runs the TaskRun in a new pod', async () => {
  await using tekton = await openTekton();
  // With a lease that outlasts this test.
  const run = await tekton.start(RUN, ({ spec }) => setParam(spec, 'lease', '30m'));
  await deletePodDuring(tekton, run, (ids) => ids.some((id) => id.startsWith('Job/')));
  // Tekton creates another pod, which deletes the cluster of the first one.
  expect(await run.ended('Succeeded')).toBe('Succeeded');
  await expectNothingLeft('pod deleted', tekton, 0);
});

async function deletePodDuring(tekton: Tekton, run: Run, when: (ids: string[]) => boolean) {
  await eventually(tekton.createdObjects, when, 60);
  const { status } = await run.read();
  await tekton.kube.core.deleteNamespacedPod({
    name: status?.podName ?? '',
    namespace: tekton.namespace,
    gracePeriodSeconds: 0,
  });
}

test('a TaskRun that is cancelled leaves nothing behind', async () => {
  await using tekton = await openTekton();
  const run = await tekton.start(RUN, waiting);
  await untilTesting(run);
  await run.patch({ status: 'TaskRunCancelled' });
  await run.ended();
  await expectNothingLeft('TaskRunCancelled', tekton, LEASE_SECONDS);
});

test('the steps of a custom Task use a cluster between the create and the delete StepAction', async () => {
  await using tekton = await openTekton();
  const run = await tekton.start(STEPS);
  expect(await run.ended('Succeeded')).toBe('Succeeded');
  await expectNothingLeft('steps', tekton, 0);
});

test('a matrix runs once for each version that the StepAction returns', async () => {
  await using tekton = await openTekton({
    as: 'own-namespaces',
    kubernetes: ['1.35.4'],
  });
  const run = await tekton.start(MATRIX);
  expect(await run.ended('Succeeded', 400)).toBe('Succeeded');
  const { status } = await run.read();
  const legs = (status?.childReferences ?? []).filter((it) => it.pipelineTaskName === 'e2e');
  expect(legs).toHaveLength(2);
  // The dedicated namespaces of both are gone.
  const { items } = await tekton.kube.core.listNamespace({ labelSelector: OWNER_UID });
  expect(items.map(({ metadata }) => metadata?.name)).toEqual([]);
  await expectNothingLeft('matrix', tekton, 0);
});
