import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { KubeConfig, type V1Deployment } from '@kubernetes/client-node';
import type { Cluster } from '../../../src/core/create/cluster.ts';
import { createCluster } from '../../../src/core/create/create.ts';
import { deleteCluster } from '../../../src/core/deletion/delete.ts';
import { kubeOf, orUndefined } from '../../../src/core/kube/clients.ts';
import { LEASE_NAME } from '../../../src/core/lease/lease.ts';
import { listClusters } from '../../../src/core/lease/list-clusters.ts';
import { eventually } from '../../support/eventually.ts';
import { notOwnedBy, objectsIn } from '../../support/namespace-objects.ts';
import { runProgram } from '../../support/program.ts';
import { kubectlFor, outputOf } from '../support/cluster/kubectl.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';

jest.setTimeout(180_000);

let host: TestHost;
let cluster: Cluster;

beforeAll(async () => {
  host = await openTestHost();
  cluster = await createCluster(host.runtime, host.spec());
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
  await host?.[Symbol.asyncDispose]();
});

const kubeconfig = () => {
  const config = new KubeConfig();
  config.loadFromFile(cluster.kubeconfig);
  return config;
};
const virtual = () => kubeOf(kubeconfig());

test('the cluster has the requested version', async () => {
  const { kubernetesVersion } = host.tools;
  expect((await virtual().version.getCode()).gitVersion).toBe(`v${kubernetesVersion}`);
  expect(cluster.kubernetesVersion).toBe(kubernetesVersion);
});

test('its kubeconfig is readable by its owner only, and the secrets in it are masked', async () => {
  expect((await stat(cluster.kubeconfig)).mode & 0o777).toBe(0o600);
  const key = kubeconfig().getCurrentUser()?.keyData;
  expect(key).toBeTruthy();
  expect(host.log.masked).toContain(key);
});

test('a Deployment becomes ready in it', async () => {
  const body: V1Deployment = {
    metadata: { name: 'app' },
    spec: {
      selector: { matchLabels: { app: 'app' } },
      template: {
        metadata: { labels: { app: 'app' } },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [
            { name: 'app', image: 'docker.io/library/busybox:1.36', command: ['sleep', '3600'] },
          ],
        },
      },
    },
  };
  const { apps, core } = virtual();
  await core.createNamespacedConfigMap({
    namespace: 'default',
    body: { metadata: { name: 'settings' }, data: { a: 'b' } },
  });
  await apps.createNamespacedDeployment({ namespace: 'default', body });
  const ready = await eventually(
    () => apps.readNamespacedDeployment({ name: 'app', namespace: 'default' }),
    ({ status }) => status?.readyReplicas === 1,
  );
  expect(ready.status?.readyReplicas).toBe(1);
});

test('pods reach the address of the keys that the issuer of their tokens names', async () => {
  const kubectl = kubectlFor(host.tools.kubectl, cluster.kubeconfig);
  const raw = async (path: string) =>
    JSON.parse(await outputOf(kubectl, ['get', '--raw', path])) as Record<string, unknown>;
  const { jwks_uri } = await raw('/.well-known/openid-configuration');
  const { hostname, pathname } = new URL(`${jwks_uri}`);
  expect(await raw(pathname)).toMatchObject({ keys: [{ use: 'sig', alg: 'RS256' }] });
  const connected = await eventually(
    () =>
      kubectl.run(['exec', 'deployment/app', '--', 'nc', '-w', '2', hostname, '443', '-e', 'true']),
    ({ code }) => code === 0, // DNS may start a moment after the pod.
  );
  expect(connected).toMatchObject({ code: 0, stderr: '' });
});

test('the lease owns all objects in its namespace', async () => {
  const { namespace, name } = cluster;
  const lease = await host.kube.batch.readNamespacedJob({ name: LEASE_NAME, namespace });
  const all = await objectsIn(host.admin, namespace);
  const ids = all.map(({ id }) => id);
  expect(ids).toEqual(
    expect.arrayContaining([
      `Secret/sh.helm.release.v1.${name}.v1`,
      `Secret/${name}-certs`,
      `Secret/vc-${name}`,
      `Service/${name}`,
      expect.stringMatching(/^Pod\/app-.*-x-default-x-/),
    ]),
  );
  expect(notOwnedBy(lease.metadata?.uid ?? '', all)).toEqual([]);
});

test('the library, helm and the vcluster CLI list it', async () => {
  const { namespace, name, ref } = cluster;
  const [listed] = (await listClusters(host.runtime)).filter(({ id }) => id === ref.id);
  expect(listed).toMatchObject({
    name,
    namespace,
    kubernetesVersion: host.tools.kubernetesVersion,
    vclusterVersion: cluster.vclusterVersion,
  });
  // The expiry of the lease is calculated a little later than the one of the cluster.
  expect(Math.abs(Number(listed?.expiresAt) - Number(cluster.expiresAt))).toBeLessThan(60_000);
  const env = { KUBECONFIG: host.kubeconfig, HOME: host.runtime.workDir };
  const helm = await runProgram(host.tools.helm, ['list', '-n', namespace, '-o', 'json'], { env });
  expect(JSON.parse(helm.stdout)).toMatchObject([{ name, status: 'deployed' }]);
  const args = ['list', '--driver', 'helm', '--namespace', namespace, '--output', 'json'];
  const cli = await runProgram(host.tools.vcluster, args, { env });
  expect(JSON.parse(cli.stdout)).toMatchObject([{ Name: name, Namespace: namespace }]);
});

test('disposing deletes the cluster and ends the keeper', async () => {
  {
    await using _ = cluster;
  }
  expect(
    await orUndefined(host.kube.core.readNamespace({ name: cluster.namespace })),
  ).toBeUndefined();
  expect(await listClusters(host.runtime)).not.toContainEqual(
    expect.objectContaining({ id: cluster.ref.id }),
  );
  const keeperLives = async () => {
    try {
      return process.kill(cluster.keeperPid ?? 0, 0);
    } catch {
      return false;
    }
  };
  expect(await eventually(keeperLives, (lives) => !lives)).toBe(false);
  expect((await deleteCluster(host.runtime, cluster.ref)).state).toBe('absent');
});
