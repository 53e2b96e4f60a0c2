import { expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { createCluster } from '../../../src/core/create/create.ts';
import { kubeOf, orUndefined } from '../../../src/core/kube/clients.ts';
import { memoryOf } from '../../support/memory.ts';
import { everythingIn } from '../../support/namespace-objects.ts';
import { figures } from '../support/figures.ts';
import { realWorld, type World } from '../support/host/test-host.ts';
import { atATime } from '../support/map-concurrently.ts';

jest.setTimeout(3_600_000);

const CYCLES = 100;
const AT_A_TIME = 4;

/** One job: a cluster, something in it, and the end. */
async function cycle(world: World) {
  const cluster = await createCluster(world.runtime, world.spec());
  const virtual = new KubeConfig();
  virtual.loadFromFile(cluster.kubeconfig);
  const { core } = kubeOf(virtual);
  const namespace = 'default';
  const body = { metadata: { name: 'soak' }, data: { is: 'used' } };
  await core.createNamespacedConfigMap({ namespace, body });
  const used = (await core.readNamespacedConfigMap({ namespace, name: 'soak' })).data?.is;
  const memory = memoryOf(Number(cluster.keeperPid));
  const { state } = await cluster.delete();
  return { namespace: cluster.namespace, used, memory, state };
}

test('a hundred clusters come and go, four at a time, and nothing is left or grows', async () => {
  await using world = await realWorld();
  const start = Date.now();
  await using long = await createCluster(world.runtime, world.spec({ ttl: 3_600_000 }));
  const before = memoryOf(Number(long.keeperPid));
  const cycles = await atATime(AT_A_TIME, Array.from({ length: CYCLES }), () => cycle(world));
  const after = memoryOf(Number(long.keeperPid));

  expect(cycles.map(({ used, state }) => `${used} ${state}`)).toEqual(
    Array(CYCLES).fill('used deleted'),
  );
  for (const { namespace } of cycles) {
    expect(await orUndefined(world.kube.core.readNamespace({ name: namespace }))).toBeUndefined();
    expect(await everythingIn(world.admin, namespace)).toEqual([]);
  }
  // A keeper that lived through all of it has not grown by more than its garbage.
  expect(after - before).toBeLessThan(5);
  const minutes = ((Date.now() - start) / 60_000).toFixed(1);
  const largest = Math.max(...cycles.map(({ memory }) => memory));
  figures(
    'soak',
    `${CYCLES} of ${CYCLES} cycles in ${minutes} min, ${AT_A_TIME} at a time`,
    '0 leftovers',
    `a keeper from ${before.toFixed(1)} to ${after.toFixed(1)} MiB, the largest of all ${largest.toFixed(1)} MiB`,
  );
});
