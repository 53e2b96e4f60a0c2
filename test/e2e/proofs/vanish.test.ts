import { expect, jest, test } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { type JobOptions, startJob } from '../support/action/job.ts';
import { figures } from '../support/figures.ts';
import { type E2eHost, openE2eHost } from '../support/host/e2e-host.ts';
import { uniqueName } from '../support/host/host-view.ts';

jest.setTimeout(300_000);

const LEASE_SECONDS = 30;

/** Kills the runner of a job with a ready cluster, and expects that everything it created in `namespace` is deleted. */
async function killRunner(host: E2eHost, namespace: string, options: JobOptions) {
  const before = await host.objectIdsIn(namespace);
  using job = startJob({ ...options, inputs: { lease: `${LEASE_SECONDS}s`, ...options.inputs } });
  expect(await job.ended(120)).toBe(0);
  expect((await host.objectIdsIn(namespace)).length).toBeGreaterThan(before.length);
  job.kill();
  const start = Date.now();
  const left = await eventually(
    async () => (await host.objectIdsIn(namespace)).filter((id) => !before.includes(id)),
    (found) => found.length === 0,
    LEASE_SECONDS + 60,
  );
  expect(left).toEqual([]);
  figures('vanish', `0 objects left after ${Math.round((Date.now() - start) / 1_000)} s`);
}

test('a cluster in a dedicated namespace is deleted when its runner is lost', async () => {
  await using host = await openE2eHost();
  const name = uniqueName('vanish');
  await killRunner(host, host.own(`vcluster-${name}`), { host: host.user, name });
});

test("a cluster in a tenant's namespace is deleted when its runner is lost", async () => {
  await using host = await openE2eHost();
  const namespace = uniqueName('tenant');
  const tenant = await host.tenant(namespace);
  await killRunner(host, namespace, {
    host: tenant,
    name: uniqueName('vanish'),
    inputs: { namespace },
  });
});
