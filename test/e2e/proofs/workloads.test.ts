import { expect, jest, test } from '@jest/globals';
import type { Cluster } from '../../../src/core/create/cluster.ts';
import { createCluster } from '../../../src/core/create/create.ts';
import { clusterRoleNames } from '../../../src/core/deletion/cluster-roles.ts';
import { orUndefined } from '../../../src/core/kube/clients.ts';
import { kubectlFor, outputOf } from '../support/cluster/kubectl.ts';
import { figures } from '../support/figures.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';
import { mapConcurrently } from '../support/map-concurrently.ts';

/** What people run in a cluster, with the pods and the inputs that they have by default. */
jest.setTimeout(600_000);

const CLUSTERS = 20;
const CONCURRENCY = 3;
/** "True " for each Node that is ready. */
const READY_OF_NODES = '{range .items[*]}{.status.conditions[?(@.type=="Ready")].status} {end}';
const BUSYBOX = 'docker.io/library/busybox:1.36';

/** kubectl in a cluster. Throws if it fails. */
const kubectlIn = (host: TestHost, { kubeconfig }: Cluster) => {
  const kubectl = kubectlFor(host.tools.kubectl, kubeconfig);
  return (args: readonly string[], input?: object) => outputOf(kubectl, args, input);
};

test('the first commands of a script find a Node, and all Nodes are ready', async () => {
  await using host = await openTestHost();
  const found = await mapConcurrently(CONCURRENCY, Array.from({ length: CLUSTERS }), async () => {
    await using cluster = await createCluster(host.runtime, host.spec());
    const kubectl = kubectlIn(host, cluster);
    const first = await kubectl(['get', 'nodes', `--output=jsonpath=${READY_OF_NODES}`]);
    await kubectl(['wait', '--for=condition=Ready', 'nodes', '--all']);
    return first;
  });
  // At once: a wait for a Node that is not ready yet would pass as well.
  expect(found).toEqual(found.map(() => expect.stringMatching(/^(True )+$/)));
  figures(
    'workloads',
    `${found.length} of ${CLUSTERS} clusters: get nodes and wait as the first commands`,
  );
});

test('values that need a ClusterRole get one, and pods run', async () => {
  await using host = await openTestHost({ as: 'cluster-admin' });
  const values = {
    sync: { fromHost: { nodes: { enabled: true }, storageClasses: { enabled: true } } },
  };
  await using cluster = await createCluster(host.runtime, host.spec({ values }));
  const kubectl = kubectlIn(host, cluster);
  await kubectl(['run', 'app', `--image=${BUSYBOX}`, '--command', '--', 'sleep', '3600']);
  await kubectl(['wait', '--for=condition=Ready', 'pod/app', '--timeout=60s']);
  const { items } = await host.kube.core.listNode();
  const nodes = await kubectl(['get', 'nodes', '--output=jsonpath={.items[*].metadata.name}']);
  expect(items.map(({ metadata }) => metadata?.name)).toEqual(
    expect.arrayContaining(nodes.split(' ')),
  );
  await cluster.delete();
  const roles = clusterRoleNames(cluster.ref).map((name) =>
    orUndefined(host.kube.rbac.readClusterRole({ name })),
  );
  expect((await Promise.all(roles)).filter(Boolean)).toEqual([]);
});
