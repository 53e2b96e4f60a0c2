import { expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { createCluster } from '../../../src/core/create/create.ts';
import { kubeOf, orUndefined } from '../../../src/core/kube/clients.ts';
import { memoryOf } from '../../support/memory.ts';
import { objectsIn } from '../../support/namespace-objects.ts';
import { figures } from '../support/figures.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';
import { mapConcurrently } from '../support/map-concurrently.ts';

jest.setTimeout(3_600_000);

const CYCLES = 100;
const CONCURRENCY = 4;

/** One job: creates a cluster, uses it, and deletes it. */
async function cycle(host: TestHost) {
  const cluster = await createCluster(host.runtime, host.spec());
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

test('a hundred clusters are created and deleted, four in parallel, without leftovers or memory growth', async () => {
  await using host = await openTestHost();
  const start = Date.now();
  await using long = await createCluster(host.runtime, host.spec({ ttl: 3_600_000 }));
  const before = memoryOf(Number(long.keeperPid));
  const cycles = await mapConcurrently(CONCURRENCY, Array.from({ length: CYCLES }), () =>
    cycle(host),
  );
  const after = memoryOf(Number(long.keeperPid));

  expect(cycles.map(({ used, state }) => `${used} ${state}`)).toEqual(
    Array(CYCLES).fill('used deleted'),
  );
  for (const { namespace } of cycles) {
    expect(await orUndefined(host.kube.core.readNamespace({ name: namespace }))).toBeUndefined();
    expect(await objectsIn(host.admin, namespace)).toEqual([]);
  }
  // A keeper that ran all the time grows by no more than its garbage.
  expect(after - before).toBeLessThan(5);
  const minutes = ((Date.now() - start) / 60_000).toFixed(1);
  const largest = Math.max(...cycles.map(({ memory }) => memory));
  figures(
    'soak',
    `${CYCLES} of ${CYCLES} cycles in ${minutes} min, ${CONCURRENCY} in parallel`,
    '0 leftovers',
    `a keeper from ${before.toFixed(1)} to ${after.toFixed(1)} MiB, the largest of all ${largest.toFixed(1)} MiB`,
  );
});
