import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createCluster } from '../../src/core/create/create.ts';
import { kubeOf } from '../../src/core/kube/clients.ts';
import type { ClusterSpec } from '../../src/core/spec/spec.ts';
import { loadHostKubeconfig } from '../../src/host-cluster/host-kubeconfig.ts';
import { eventually } from '../support/eventually.ts';
import { objectsIn } from '../support/namespace-objects.ts';
import { runProgram } from '../support/program.ts';
import { openTestHost, type TestHost } from './support/host/test-host.ts';
import { startIngressController } from './support/network/ingress-controller.ts';
import { createJobNetwork, missingNetwork } from './support/network/job-network.ts';
import { assignLoadBalancerAddress } from './support/network/load-balancer.ts';

/** Access to a cluster for users without access to the host cluster. */
jest.setTimeout(180_000);

let host: TestHost;

beforeAll(async () => {
  const reason = missingNetwork();
  if (reason) throw new Error(reason);
  host = await openTestHost();
});

afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

/** Without a keeper nothing renews the lease: the cluster lives until its ttl. */
const withoutKeeper = () => ({ ...host.runtime, keeper: undefined });

async function nodeAddress(): Promise<string> {
  const { items } = await host.kube.core.listNode();
  return items[0]?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
}

test.each(['cluster-wide rights', 'a tenant of one namespace'])(
  'a cluster is reachable on a node port from a network that reaches only the nodes: %s',
  async (who) => {
    const namespaces = who.startsWith('a tenant') ? [await host.namespace()] : [];
    const [namespace] = namespaces;
    const runtime = namespace ? await host.tenant(namespace) : host.runtime;
    const spec = host.spec({ namespaces, connect: 'node-port' });
    await using cluster = await createCluster({ ...runtime, keeper: undefined }, spec);
    expect(cluster).toMatchObject({ connect: 'node-port', keeperPid: undefined });
    expect(new URL(cluster.server).hostname).toBe(await nodeAddress());
    using network = createJobNetwork(host.admin.getCurrentCluster()?.server ?? '');
    const [program = '', ...args] = network.within;
    const { stdout, stderr } = await runProgram(program, [
      ...[...args, host.tools.kubectl, '--kubeconfig', cluster.kubeconfig],
      ...['get', 'namespaces', '--output', 'name'],
    ]);
    expect(stderr).toBe('');
    expect(stdout).toContain('namespace/kube-system');
  },
);

test('a cluster is reachable through a load balancer as soon as its Service has an address', async () => {
  const spec = host.spec({ connect: 'load-balancer' });
  const making = createCluster(withoutKeeper(), spec);
  const balanced = assignLoadBalancerAddress(host.kube, spec.name, `vcluster-${spec.name}`);
  await using cluster = await making;
  expect(cluster.server).toBe(`https://${await balanced}:443`);
  expect(host.log.lines.join('\n')).toMatch(/waiting: Service core-\w+ .* has no address yet/);
});

test('on a host without load balancers, the error names the Service that has no address', async () => {
  const spec: ClusterSpec = host.spec({ connect: 'load-balancer', timeout: 30_000 });
  await expect(createCluster(withoutKeeper(), spec)).rejects.toThrow(
    /not usable within 30\.0 s; it was still waiting: Service core-\w+ .*of type LoadBalancer, has no address yet/,
  );
  const left = await eventually(
    () => objectsIn(host.admin, `vcluster-${spec.name}`),
    (objects) => objects.length === 0,
    60,
  );
  expect(left).toEqual([]);
});

test('a cluster is reachable through an Ingress whose controller passes TLS through', async () => {
  using controller = await startIngressController(host.kube);
  const endpoint = `localhost:${controller.port}`;
  const spec = host.spec({ connect: 'ingress', endpoint });
  await using cluster = await createCluster(withoutKeeper(), spec);
  expect(cluster.server).toBe(`https://${endpoint}`);
  const { core } = kubeOf(loadHostKubeconfig(cluster.kubeconfig));
  expect((await core.listNamespace()).items).not.toEqual([]);
});

test('if an Ingress does not lead to the cluster, the error contains the answer', async () => {
  const controller = await startIngressController(host.kube);
  controller[Symbol.dispose]();
  const endpoint = `localhost:${controller.port}`;
  const spec = host.spec({ connect: 'ingress', endpoint, timeout: 30_000 });
  await expect(createCluster(withoutKeeper(), spec)).rejects.toThrow(
    /still waiting: an answer from https:\/\/localhost:\d+: .*ECONNREFUSED/,
  );
});
