import { expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { createCluster } from '../../../src/core/create/create.ts';
import { kubeOf } from '../../../src/core/kube/clients.ts';
import { BUSYBOX_IMAGE } from '../../host/build/images.ts';
import { eventually } from '../../support/eventually.ts';
import { objectsIn } from '../../support/namespace-objects.ts';
import { figures } from '../support/figures.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';

jest.setTimeout(30 * 60_000);

const ROUNDS = 10;
const PODS = 20;
/** What the product promises. */
const LONGEST_SECONDS = 10;

/** `sleep` as the first process of a container ignores SIGTERM. The grace period is the default, 30 s. */
async function startSlowPods(kubeconfig: string): Promise<void> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const { apps } = kubeOf(config);
  const [name, namespace, labels] = ['many', 'default', { app: 'many' }];
  const containers = [{ name: 'slow', image: BUSYBOX_IMAGE, command: ['sleep', '36000'] }];
  await apps.createNamespacedDeployment({
    namespace,
    body: {
      metadata: { name },
      spec: {
        replicas: PODS,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
      },
    },
  });
  const { status } = await eventually(
    () => apps.readNamespacedDeployment({ name, namespace }),
    (found) => found.status?.readyReplicas === PODS,
    180,
  );
  expect(status?.readyReplicas).toBe(PODS);
}

/** Returns how long the clean-up of a cluster with slow pods takes, in seconds. */
async function cleanUp(host: TestHost): Promise<number> {
  const namespace = await host.namespace();
  const tenant = await host.tenant(namespace);
  const before = await objectsIn(host.admin, namespace);
  await using cluster = await createCluster(tenant, host.spec({ namespaces: [namespace] }));
  await startSlowPods(cluster.kubeconfig);
  const start = performance.now();
  const { state, leftovers } = await cluster.delete();
  const seconds = (performance.now() - start) / 1_000;
  expect({ state, leftovers }).toEqual({ state: 'deleted', leftovers: [] });
  expect(await objectsIn(host.admin, namespace)).toEqual(before);
  return seconds;
}

test('a cluster with pods that ignore SIGTERM is removed from an existing namespace in time, every time', async () => {
  await using host = await openTestHost();
  const all: number[] = [];
  for (let round = 0; round < ROUNDS; round++) all.push(await cleanUp(host));
  const inTime = all.filter((seconds) => seconds <= LONGEST_SECONDS);
  figures(
    'workloads-slow-pods',
    `${PODS} pods that ignore SIGTERM gone in ${LONGEST_SECONDS} s in ${inTime.length} of ${ROUNDS}`,
    `${all.map((seconds) => seconds.toFixed(1)).join(', ')} s`,
  );
  expect(all.filter((seconds) => seconds > LONGEST_SECONDS)).toEqual([]);
});
