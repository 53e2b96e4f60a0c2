import { expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { listClusters } from '../../../src/core/lease/list-clusters.ts';
import { sweep } from '../../../src/core/sweep/sweep.ts';
import { eventually } from '../../support/eventually.ts';
import { atMoments, phaseCounts } from '../support/faults/kill-points.ts';
import { figures } from '../support/figures.ts';
import { openScene, type Scene } from '../support/host/e2e-host.ts';

jest.setTimeout(600_000);

const LEASE_SECONDS = 30;
/** helm's record of the release may be written by a helm whose lease is gone already. */
const isRecord = (id: string): boolean => id.startsWith('Secret/sh.helm.release.');

/** What is left when nothing goes any more, and after how many seconds that is. */
async function watchEnd(scene: Scene, namespace: string) {
  const killedAt = Date.now();
  const left = await eventually(
    async () => (await scene.everythingIn(scene.own(namespace))).filter((id) => !isRecord(id)),
    (found) => found.length === 0,
    LEASE_SECONDS + 60,
  );
  return { left, seconds: (Date.now() - killedAt) / 1_000 };
}

/** The names of which `test` is true. */
async function namesOfThose(
  names: Iterable<string>,
  test: (name: string) => Promise<boolean>,
): Promise<string[]> {
  const checked = [...names].map(async (name) => ((await test(name)) ? [name] : []));
  return (await Promise.all(checked)).flat();
}

test('wherever a whole machine is lost during creation, the lease ends all but an empty namespace', async () => {
  await using scene = await openScene();
  const inputs = { lease: `${LEASE_SECONDS}s`, sweep: 'false' };
  const moments = await atMoments(scene.host, inputs, async (job, name) => {
    job.vanish();
    // Not awaited, so that the next job can begin.
    return { end: watchEnd(scene, `vcluster-${name}`) };
  });
  const ends = await Promise.all(moments.map(({ outcome }) => outcome.end));
  expect(ends.flatMap(({ left }) => left)).toEqual([]);
  expect(new Set(moments.map(({ phase }) => phase)).size).toBeGreaterThanOrEqual(4);
  const ours = new Set(moments.map(({ namespace }) => namespace));
  const listed = await listClusters({ hostCluster: scene.admin });
  expect(listed.filter(({ namespace }) => ours.has(namespace))).toEqual([]);

  const user = new KubeConfig();
  user.loadFromFile(scene.host.kubeconfig);
  // Again until the youngest namespace is old enough to be touched.
  const kept = await eventually(
    async () => {
      const { objects } = await sweep({ hostCluster: user }, { olderThan: LEASE_SECONDS * 1_000 });
      const there = await namesOfThose(ours, scene.view.hasNamespace);
      return there.map((name) => objects.find((it) => it.name === name) ?? name);
    },
    (found) => found.length === 0,
  );
  expect(kept).toEqual([]);

  const slowest = Math.max(...ends.map(({ seconds }) => seconds));
  figures(
    'kill',
    `${moments.length} moments (${phaseCounts(moments)})`,
    `0 objects left, the last gone after ${slowest.toFixed(0)} s with a lease of ${LEASE_SECONDS} s`,
    '0 namespaces left after sweep',
  );
});
