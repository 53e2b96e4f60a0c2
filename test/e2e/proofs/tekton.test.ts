import { expect, jest, test } from '@jest/globals';
import {
  expectNothingLeft,
  PIPELINE,
  RUN,
  untilTesting,
  waiting,
} from '../support/tekton/checks.ts';
import { setParam } from '../support/tekton/sample.ts';
import { openTekton } from '../support/tekton/tekton.ts';

jest.setTimeout(600_000);

test('a pipeline tests a CRD and a Deployment in its own cluster', async () => {
  await using tekton = await openTekton();
  const run = await tekton.start(PIPELINE);
  expect(await run.ended('Succeeded')).toBe('Succeeded');
  await expectNothingLeft('pipeline', tekton, 0);
});

test('a pipeline whose test fails deletes its cluster as well', async () => {
  await using tekton = await openTekton();
  const run = await tekton.start(PIPELINE, ({ kind, spec }) => {
    const [step] = spec.tasks?.find(({ name }) => name === 'test')?.taskSpec?.steps ?? [];
    if (kind === 'Pipeline' && step) step.args = ['get', 'widgets'];
  });
  expect(await run.ended('Failed')).toBe('Failed');
  await expectNothingLeft('failing test', tekton, 0);
});

test('deleting a PipelineRun during its test deletes the cluster', async () => {
  await using tekton = await openTekton();
  // With a ttl that cannot be the reason.
  const run = await tekton.start(PIPELINE, ({ kind, spec }) => {
    waiting({ kind: kind ?? '', spec });
    const create = spec.tasks?.find(({ name }) => name === 'create');
    if (create) setParam(create, 'ttl', '1h');
  });
  await untilTesting(run);
  await run.remove();
  await expectNothingLeft('run deleted', tekton, 0);
});

test('a program runs against a cluster, and the TaskRun fails if the program fails', async () => {
  await using tekton = await openTekton();
  const good = await tekton.start(RUN);
  expect(await good.ended('Succeeded')).toBe('Succeeded');
  await expectNothingLeft('run', tekton, 0);
  const bad = await tekton.start(RUN, ({ spec }) => setParam(spec, 'args', ['get', 'widgets']));
  expect(await bad.ended('Failed')).toBe('Failed');
  await expectNothingLeft('run that fails', tekton, 0);
});
