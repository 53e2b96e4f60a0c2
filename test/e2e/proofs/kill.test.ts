import { expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { listClusters } from '../../../src/core/lease/list-clusters.ts';
import { sweep } from '../../../src/core/sweep/sweep.ts';
import { eventually } from '../../support/eventually.ts';
import { atKillPoints, phaseCounts } from '../support/faults/kill-points.ts';
import { figures } from '../support/figures.ts';
import { type E2eHost, openE2eHost } from '../support/host/e2e-host.ts';

jest.setTimeout(600_000);

const LEASE_SECONDS = 30;
/** helm may still write its record of the release when the lease is already gone. */
const isRecord = (id: string): boolean => id.startsWith('Secret/sh.helm.release.');

/** Waits until the namespace is empty or the time is up. Returns what is left, and the seconds that it took. */
async function watchEnd(host: E2eHost, namespace: string) {
  const killedAt = Date.now();
  const left = await eventually(
    async () => (await host.objectIdsIn(host.own(namespace))).filter((id) => !isRecord(id)),
    (found) => found.length === 0,
    LEASE_SECONDS + 60,
  );
  return { left, seconds: (Date.now() - killedAt) / 1_000 };
}

/** The names for which `test` is true. */
async function namesOfThose(
  names: Iterable<string>,
  test: (name: string) => Promise<boolean>,
): Promise<string[]> {
  const checked = [...names].map(async (name) => ((await test(name)) ? [name] : []));
  return (await Promise.all(checked)).flat();
}

test('if the machine is lost at any point of the creation, the lease deletes everything but an empty namespace', async () => {
  await using host = await openE2eHost();
  const inputs = { lease: `${LEASE_SECONDS}s`, sweep: 'false' };
  const killPoints = await atKillPoints(host.user, inputs, async (job, name) => {
    job.kill();
    // Not awaited, so that the next job can start.
    return { end: watchEnd(host, `vcluster-${name}`) };
  });
  const ends = await Promise.all(killPoints.map(({ outcome }) => outcome.end));
  expect(ends.flatMap(({ left }) => left)).toEqual([]);
  expect(new Set(killPoints.map(({ phase }) => phase)).size).toBeGreaterThanOrEqual(4);
  const namespaces = new Set(killPoints.map(({ namespace }) => namespace));
  const listed = await listClusters({ hostCluster: host.admin });
  expect(listed.filter(({ namespace }) => namespaces.has(namespace))).toEqual([]);

  const user = new KubeConfig();
  user.loadFromFile(host.user.kubeconfig);
  // Repeats until the youngest namespace is old enough to be swept.
  const kept = await eventually(
    async () => {
      const { objects } = await sweep({ hostCluster: user }, { olderThan: LEASE_SECONDS * 1_000 });
      const there = await namesOfThose(namespaces, host.view.hasNamespace);
      return there.map((name) => objects.find((it) => it.name === name) ?? name);
    },
    (found) => found.length === 0,
  );
  expect(kept).toEqual([]);

  const slowest = Math.max(...ends.map(({ seconds }) => seconds));
  figures(
    'kill',
    `${killPoints.length} kill points (${phaseCounts(killPoints)})`,
    `0 objects left, the last gone after ${slowest.toFixed(0)} s with a lease of ${LEASE_SECONDS} s`,
    '0 namespaces left after sweep',
  );
});
