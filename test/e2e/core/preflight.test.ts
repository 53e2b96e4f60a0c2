import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { loadYaml, type V1LimitRangeItem } from '@kubernetes/client-node';
import type { Values } from '../../../src/core/chart/values-input.ts';
import { createCluster } from '../../../src/core/create/create.ts';
import { examine } from '../../../src/core/preflight/preflight.ts';
import type { Runtime } from '../../../src/core/runtime.ts';
import { eventually } from '../../support/eventually.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';

jest.setTimeout(120_000);

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
});

/** The problems and warnings for `namespace`. */
async function troubles(namespace: string, runtime: Runtime) {
  const findings = await examine(runtime, host.spec({ namespaces: [namespace] }));
  return findings.filter(({ state }) => state === 'problem' || state === 'warning');
}

/** Creates a namespace and its tenant. */
async function team() {
  const namespace = await host.namespace();
  return { namespace, tenant: await host.tenant(namespace) };
}

const label = (name: string, level: string) =>
  host.kube.core.patchNamespace({
    name,
    body: [
      { op: 'add', path: '/metadata/labels/pod-security.kubernetes.io~1enforce', value: level },
    ],
  });

async function setQuota(namespace: string, hard: Record<string, string>) {
  const body = { metadata: { name: 'small' }, spec: { hard } };
  await host.kube.core.createNamespacedResourceQuota({ namespace, body });
  // The host refuses all objects until it has calculated the usage.
  await eventually(
    () => host.kube.core.readNamespacedResourceQuota({ namespace, name: 'small' }),
    ({ status }) => status?.used !== undefined,
  );
}

const limitContainers = (namespace: string, limits: Partial<V1LimitRangeItem>) =>
  host.kube.core.createNamespacedLimitRange({
    namespace,
    body: {
      metadata: { name: 'strict' },
      spec: { limits: [{ type: 'Container', ...limits }] },
    },
  });

/** The values for restricted namespaces in `docs/rights.md`. */
const restrictedValues = (): Values =>
  loadYaml(
    /```yaml\n(controlPlane:[\s\S]*?)```/.exec(readFileSync('docs/rights.md', 'utf8'))?.[1] ?? '',
  );

test('an empty namespace with the level "baseline" has no problems', async () => {
  const { namespace, tenant } = await team();
  await label(namespace, 'baseline');
  expect(await troubles(namespace, tenant)).toEqual([]);
});

test('the level "restricted" is a problem with the default values', async () => {
  const { namespace, tenant } = await team();
  await label(namespace, 'restricted');
  expect(await troubles(namespace, tenant)).toMatchObject([
    { check: 'admission', state: 'problem', detail: expect.stringContaining('runAsNonRoot') },
    {
      check: 'admission',
      state: 'warning',
      detail: expect.stringMatching(/CoreDNS.*seccompProfile/),
    },
  ]);
});

test('with the values of docs/rights.md a cluster runs in a restricted namespace, within the smallest quota', async () => {
  const { namespace, tenant } = await team();
  await label(namespace, 'restricted');
  // In addition to the cluster: the tenant's token, two service accounts, the tenant's Role and a ConfigMap of the host.
  await setQuota(namespace, {
    ...{ pods: '2', services: '2', secrets: '5', configmaps: '3' },
    ...{ 'count/serviceaccounts': '4', 'count/jobs.batch': '1' },
    ...{ 'count/deployments.apps': '1', 'count/replicasets.apps': '1' },
    ...{ 'count/roles.rbac.authorization.k8s.io': '2' },
    ...{ 'count/rolebindings.rbac.authorization.k8s.io': '2' },
  });
  const values = restrictedValues();
  await using cluster = await createCluster(
    tenant,
    host.spec({ namespaces: [namespace], values, waitFor: 'dns' }),
  );
  expect(cluster.namespace).toBe(namespace);
  expect(host.log.lines.filter((line) => line.startsWith('warning'))).toEqual([]);
});

test('a quota that is too small is a problem, and one that is used up is a warning', async () => {
  const { namespace, tenant } = await team();
  await host.kube.core.createNamespacedService({
    namespace,
    body: { metadata: { name: 'app' }, spec: { ports: [{ port: 80 }] } },
  });
  await setQuota(namespace, { 'requests.memory': '128Mi', 'count/secrets': '2', services: '2' });
  const found = await troubles(namespace, tenant);
  expect(found.filter(({ check }) => check === 'quota')).toMatchObject([
    { state: 'problem', detail: expect.stringMatching(/secrets in total; a cluster needs 4/) },
    { state: 'problem', detail: expect.stringMatching(/memory in total; a cluster needs 256Mi/) },
    { state: 'warning', detail: expect.stringMatching(/1 services left of 2; a cluster takes 2/) },
  ]);
});

test('a quota on a limit that the pod does not set is a problem, unless a LimitRange sets it', async () => {
  const { namespace, tenant } = await team();
  await setQuota(namespace, { 'limits.cpu': '4' });
  expect(await troubles(namespace, tenant)).toMatchObject([
    {
      check: 'admission',
      state: 'problem',
      detail: expect.stringContaining('must specify limits.cpu'),
    },
  ]);
  await limitContainers(namespace, { _default: { cpu: '1' } });
  const left = await eventually(
    () => troubles(namespace, tenant),
    (found) => found.length === 0,
    10,
  );
  expect(left).toEqual([]);
});

test("a LimitRange below the pod's limits is a problem", async () => {
  const { namespace, tenant } = await team();
  await limitContainers(namespace, { max: { memory: '1Gi' } });
  expect(await troubles(namespace, tenant)).toMatchObject([
    {
      check: 'admission',
      detail: expect.stringContaining('maximum memory usage per Container is 1Gi'),
    },
  ]);
});

test('a namespace that does not exist is a problem', async () => {
  const spec = host.spec({ namespaces: ['no-such-namespace'] });
  expect(await examine(host.runtime, spec)).toContainEqual(
    expect.objectContaining({ state: 'problem', detail: 'no-such-namespace does not exist' }),
  );
});

test('a virtual cluster of another tool in the namespace is a problem', async () => {
  const { namespace, tenant } = await team();
  const labels = { app: 'vcluster' };
  await host.kube.apps.createNamespacedDeployment({
    namespace,
    body: {
      metadata: { name: 'theirs', labels },
      spec: {
        replicas: 0,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a' }] } },
      },
    },
  });
  expect(await troubles(namespace, tenant)).toMatchObject([
    { check: 'namespace', detail: expect.stringContaining('virtual cluster theirs') },
  ]);
});
