import { expect, jest, test } from '@jest/globals';
import { figures } from '../support/figures.ts';
import { openE2eHost } from '../support/host/e2e-host.ts';
import { mapConcurrently } from '../support/map-concurrently.ts';
import { DELETED, DRAINED, EVICTED, OUT_OF_DISK, OUT_OF_MEMORY } from './evicted/disruptions.ts';
import { whileItIsCreated, whileJobRuns } from './evicted/job.ts';

/** The host cluster ends the pod of a control plane, whose objects are lost with it. */
jest.setTimeout(600_000);

const CONCURRENCY = 3;
const IN_JOB = [DELETED, EVICTED, DRAINED, OUT_OF_DISK, OUT_OF_MEMORY];
const IN_CREATION = [DELETED, EVICTED, DRAINED];

test('a job says when its control plane was lost, and no empty cluster answers', async () => {
  await using host = await openE2eHost();
  const cases = [
    ...IN_JOB.map((it) => [it.what, () => whileJobRuns(host, it)] as const),
    ...IN_CREATION.map(
      (it) => [`${it.what}, during the creation`, () => whileItIsCreated(host, it)] as const,
    ),
    [
      'deleted, reached without a tunnel',
      () => whileJobRuns(host, DELETED, { connect: 'node-port' }),
    ] as const,
  ];
  const faults = await mapConcurrently(CONCURRENCY, cases, ([what, run]) =>
    run().then(
      () => [],
      (error: Error) => [`${what}: ${error.message}`],
    ),
  );
  figures(
    'evicted',
    `${IN_JOB.length + 1} control planes disrupted while their jobs ran`,
    `${IN_CREATION.length} during their creation`,
    `${faults.flat().length} of ${cases.length} jobs did not say what was lost and when`,
  );
  expect(faults.flat()).toEqual([]);
});
