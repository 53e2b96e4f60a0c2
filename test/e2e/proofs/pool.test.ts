import { expect, jest, test } from '@jest/globals';
import { createCluster } from '../../../src/core/create/create.ts';
import type { Runtime } from '../../../src/core/runtime.ts';
import { eventually } from '../../support/eventually.ts';
import { type RecordedLog, recordingLog } from '../../support/log.ts';
import { objectsIn } from '../../support/namespace-objects.ts';
import { figures } from '../support/figures.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';

jest.setTimeout(1_800_000);

const NAMESPACES = 3;
const JOBS = 10;
/** How long each job holds its cluster, in milliseconds. */
const HOLD = 2_000;

/** Creates the namespaces, and one tenant for all of them. */
async function makePool(host: TestHost): Promise<{ pool: string[]; tenant: Runtime }> {
  const pool = await Promise.all(Array.from({ length: NAMESPACES }, () => host.namespace()));
  const [first = '', ...others] = pool;
  const tenant = await host.tenant(first);
  const name = 'ephemeral-vcluster';
  for (const namespace of others) {
    await host.tenant(namespace);
    // As in docs/rights.md.
    await host.kube.rbac.createNamespacedRoleBinding({
      namespace,
      body: {
        metadata: { name: first },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
        subjects: [{ kind: 'ServiceAccount', name, namespace: first }],
      },
    });
  }
  return { pool, tenant };
}

interface Job {
  namespace: string;
  /** Start and end of the time in which it used the namespace, in milliseconds since the epoch. */
  from: number;
  to: number;
  waited: boolean;
}

async function work(host: TestHost, runtime: Runtime, namespaces: string[]): Promise<Job> {
  const log: RecordedLog = recordingLog();
  const spec = host.spec({ namespaces, waitFor: 'api', timeout: 1_200_000, sweep: false });
  await using cluster = await createCluster({ ...runtime, log }, spec);
  const from = Date.now();
  await new Promise((resolve) => setTimeout(resolve, HOLD));
  const to = Date.now();
  expect((await cluster.delete()).state).toBe('deleted');
  const waited = log.lines.some((line) => /^info: waiting at position \d+ in the queue/.test(line));
  return { namespace: cluster.namespace, from, to, waited };
}

const share = (one: Job, other: Job): boolean =>
  one !== other && one.namespace === other.namespace && one.from < other.to && other.from < one.to;

test('ten parallel jobs take turns in a pool of three namespaces, and no two share one', async () => {
  await using host = await openTestHost();
  const { pool, tenant } = await makePool(host);
  const namesIn = async () =>
    (await Promise.all(pool.map((namespace) => objectsIn(host.admin, namespace))))
      .flat()
      .map(({ id }) => id)
      .toSorted();
  const before = await namesIn();
  const start = Date.now();

  const jobs = await Promise.all(Array.from({ length: JOBS }, () => work(host, tenant, pool)));

  expect(jobs.filter((one) => jobs.some((other) => share(one, other)))).toEqual([]);
  expect(new Set(jobs.map(({ namespace }) => namespace))).toEqual(new Set(pool));
  const waited = jobs.filter((job) => job.waited).length;
  expect(waited).toBeGreaterThanOrEqual(JOBS - NAMESPACES);
  const left = await eventually(namesIn, (names) => names.length === before.length, 60);
  expect(left).toEqual(before);
  const seconds = ((Date.now() - start) / 1_000).toFixed(0);
  figures(
    'pool',
    `${jobs.length} of ${JOBS} jobs at once over ${NAMESPACES} namespaces in ${seconds} s`,
    `${waited} queued`,
    '0 shared',
    `${left.length - before.length} left over`,
  );
});
