import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import {
  type KubernetesObject,
  KubernetesObjectApi,
  type V1Namespace,
} from '@kubernetes/client-node';
import { clusterScopedLabels, ownLabels } from '../../../src/core/cluster/labels.ts';
import type { ClusterRef } from '../../../src/core/cluster/ref.ts';
import { clusterRoleNames } from '../../../src/core/deletion/cluster-roles.ts';
import { apiMessage, kubeOf, orUndefined } from '../../../src/core/kube/clients.ts';
import { LEASE_NAME } from '../../../src/core/lease/lease.ts';
import { createNamespace } from '../../../src/core/queue/own-namespace.ts';
import { type SweepOptions, sweep } from '../../../src/core/sweep/sweep.ts';
import { upHost } from '../../host/host.ts';
import { addProductImage } from '../../host/product-image.ts';
import { eventually } from '../../support/eventually.ts';
import { newRef } from '../../support/ref.ts';
import { takeLeaseOf } from '../support/host/lease.ts';
import { installSweeper, type Sweeper } from '../support/host/sweeper.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';

jest.setTimeout(120_000);

/** Other tests may create clusters on this host at the same time; those are never without a lease for this long. */
const OLDER_THAN = 4_000;

let host: TestHost;
let sweeper: Sweeper;
beforeAll(async () => {
  host = await openTestHost();
  sweeper = await installSweeper();
});
afterAll(async () => {
  await sweeper?.[Symbol.asyncDispose]();
  await host?.[Symbol.asyncDispose]();
});

/** Sweeps, and returns the results for `namespace` and its cluster. */
async function sweepFor(namespace: string, options: SweepOptions = {}) {
  const { objects } = await sweep(sweeper, { olderThan: OLDER_THAN, ...options });
  return objects.filter((object) => object.namespace === namespace);
}

const ageing = () => sleep(OLDER_THAN + 2_000);

/** Creates what remains of a creation that was killed before it took its lease. */
async function leaseless(): Promise<ClusterRef> {
  const ref = newRef(host.spec());
  await createNamespace(host.kube, ref);
  return ref;
}

const namespaceOf = ({ namespace: name }: Pick<ClusterRef, 'namespace'>) =>
  orUndefined(host.kube.core.readNamespace({ name }));

/** Equal for the same, unchanged object. */
const version = (object: KubernetesObject | undefined) =>
  `${object?.metadata?.uid} ${object?.metadata?.resourceVersion}`;

const customResourceDefinition = (group: string, plural: string, kind: string) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { plural, kind },
    versions: [
      { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
    ],
  },
});

test('an empty namespace without a lease is deleted; a dry run only reports it', async () => {
  const ref = await leaseless();
  const before = version(await namespaceOf(ref));
  expect(await sweepFor(ref.namespace)).toEqual([]);
  await ageing();
  expect(await sweepFor(ref.namespace, { dryRun: true })).toMatchObject([
    { kind: 'Namespace', name: ref.namespace, state: 'would be deleted' },
  ]);
  expect(version(await namespaceOf(ref))).toBe(before);
  expect(await sweepFor(ref.namespace)).toMatchObject([{ state: 'deleted' }]);
  const left = await eventually(
    () => namespaceOf(ref),
    (found) => found === undefined,
  );
  expect(left).toBeUndefined();
});

test('of two concurrent sweeps, one deletes each object and none fails', async () => {
  const refs = await Promise.all([leaseless(), leaseless(), leaseless()]);
  await ageing();
  const sweeps = await Promise.all([1, 2].map(() => sweep(sweeper, { olderThan: OLDER_THAN })));
  const objects = sweeps.flatMap((swept) => swept.objects);
  for (const { namespace } of refs) {
    const states = objects.filter(({ name }) => name === namespace).map(({ state }) => state);
    expect(states.filter((state) => state === 'deleted')).toHaveLength(1);
    expect(states).not.toContain('failed');
  }
});

test('a cluster with a valid lease stays unchanged', async () => {
  const spec = host.spec();
  const ref = newRef(spec);
  await createNamespace(host.kube, ref);
  await takeLeaseOf(host.kube, ref, spec);
  await ageing();
  expect(await sweepFor(ref.namespace)).toEqual([]);
  expect((await namespaceOf(ref))?.status?.phase).toBe('Active');
});

test('namespaces that are foreign or in use stay unchanged', async () => {
  const make = async (name: string, labels: Record<string, string>): Promise<V1Namespace> =>
    host.kube.core.createNamespace({ body: { metadata: { name, labels } } });
  const theirs = newRef(host.spec());
  const copied = newRef(host.spec());
  const made = [
    await make(theirs.namespace, { 'app.kubernetes.io/managed-by': 'ephemeral-vcluster' }),
    await make(copied.namespace, ownLabels({ ...copied, name: 'another' })),
  ];
  const used = await leaseless();
  const { namespace } = used;
  const body = { metadata: { name: 'needed-by-another-user' } };
  await host.kube.core.createNamespacedConfigMap({ namespace, body });
  await ageing();

  const { objects } = await sweep(sweeper, { olderThan: OLDER_THAN });
  expect(objects.filter(({ name }) => name === namespace)).toMatchObject([
    { state: 'skipped', detail: expect.stringContaining('ConfigMap needed-by-another-user') },
  ]);
  expect((await namespaceOf(used))?.status?.phase).toBe('Active');
  for (const before of made) {
    const name = before.metadata?.name ?? '';
    expect(objects.map((object) => object.name)).not.toContain(name);
    expect(version(await namespaceOf({ namespace: name }))).toBe(version(before));
  }
});

test('what the host creates in several namespaces does not keep an empty one', async () => {
  const left = await leaseless();
  const name = `generated-${left.name}`;
  const body = { metadata: { name } };
  const { core, networking, rbac } = host.kube;
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };
  const generate = (namespace: string) =>
    Promise.all([
      core.createNamespacedConfigMap({ namespace, body }),
      core.createNamespacedServiceAccount({ namespace, body }),
      core.createNamespacedLimitRange({ namespace, body: { ...body, spec: { limits: [] } } }),
      networking.createNamespacedNetworkPolicy({
        namespace,
        body: { ...body, spec: { podSelector: {}, policyTypes: ['Ingress'] } },
      }),
      rbac.createNamespacedRoleBinding({ namespace, body: { ...body, roleRef } }),
    ]);
  await generate(left.namespace);
  await generate(await host.namespace());
  await ageing();
  expect(await sweepFor(left.namespace)).toMatchObject([
    { state: 'skipped', detail: expect.stringContaining(name) },
  ]);
  await generate(await host.namespace());
  expect(await sweepFor(left.namespace)).toMatchObject([{ state: 'deleted' }]);
});

describe('a namespace is in use if it contains only', () => {
  const RULES = { apiGroups: ['ephemeral-vcluster.test'], resources: ['*'], verbs: ['list'] };

  /** Sweeps a namespace without a lease after `make` has created an object named `mine` in it. */
  async function sweepWith(
    make: (api: KubernetesObjectApi, namespace: string) => Promise<unknown>,
  ) {
    const { namespace } = await leaseless();
    await make(KubernetesObjectApi.makeApiClient(host.admin), namespace);
    await ageing();
    return sweepFor(namespace);
  }

  const keptFor = (kind: string) => [
    { state: 'skipped', detail: expect.stringContaining(`it contains ${kind} mine`) },
  ];

  test.each([
    ['v1', 'ResourceQuota', { hard: { pods: '1' } }],
    ['policy/v1', 'PodDisruptionBudget', { selector: {}, minAvailable: 1 }],
    [
      'autoscaling/v2',
      'HorizontalPodAutoscaler',
      { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' }, maxReplicas: 2 },
    ],
  ])('a %s %s', async (apiVersion, kind, spec) => {
    const swept = await sweepWith((api, namespace) =>
      api.create({ apiVersion, kind, metadata: { name: 'mine', namespace }, spec } as object),
    );
    expect(swept).toMatchObject(keptFor(kind));
  });

  test('a custom resource that an operator has added to the ClusterRole `view`', async () => {
    const group = 'ephemeral-vcluster.test';
    const plural = `widgets${sweeper.namespace.slice(-6)}`;
    const kind = `Widget${sweeper.namespace.slice(-6)}`;
    const api = KubernetesObjectApi.makeApiClient(host.admin);
    const objects = [
      // First, so that no other sweep meets a kind that it cannot list.
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: {
          name: `${plural}-view`,
          labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' },
        },
        rules: [RULES],
      },
      customResourceDefinition(group, plural, kind),
    ];
    try {
      for (const object of objects) await api.create(object);
      const swept = await sweepWith((_, namespace) =>
        eventually(
          () =>
            api
              .create({ apiVersion: `${group}/v1`, kind, metadata: { name: 'mine', namespace } })
              .then(() => true, apiMessage),
          (made) => made === true,
        ),
      );
      expect(swept).toMatchObject(keptFor(kind));
    } finally {
      for (const object of objects.toReversed()) await orUndefined(api.delete(object));
    }
  });
});

test('the ClusterRole of a deleted cluster is deleted, but not one that only has such a name', async () => {
  const deleted = newRef(host.spec());
  const theirs = newRef(host.spec());
  const { rbac } = host.kube;
  const [name = ''] = clusterRoleNames(deleted);
  const [foreign = ''] = clusterRoleNames(theirs);
  try {
    await rbac.createClusterRole({
      body: { metadata: { name, labels: clusterScopedLabels(deleted) } },
    });
    const before = await rbac.createClusterRole({ body: { metadata: { name: foreign } } });
    await ageing();
    expect(await sweepFor(deleted.namespace)).toMatchObject([{ name, state: 'deleted' }]);
    expect(await orUndefined(rbac.readClusterRole({ name }))).toBeUndefined();
    expect(version(await rbac.readClusterRole({ name: foreign }))).toBe(version(before));
  } finally {
    await Promise.all(
      [name, foreign].map((role) => orUndefined(rbac.deleteClusterRole({ name: role }))),
    );
  }
});

test('an expired lease that the host did not end is deleted', async () => {
  const namespace = await host.namespace();
  const spec = host.spec({ namespaces: [namespace] });
  await takeLeaseOf(host.kube, newRef(spec), { lease: 1_000, ttl: 1_000 });
  // Simulates a Job controller that is down: it ignores the deadline of a suspended Job.
  const suspend = [{ op: 'add', path: '/spec/suspend', value: true }];
  await host.kube.batch.patchNamespacedJob({ name: LEASE_NAME, namespace, body: suspend });
  await ageing();
  expect(await sweepFor(namespace, { namespaces: [namespace] })).toMatchObject([
    { kind: 'Job', name: LEASE_NAME, state: 'deleted' },
  ]);
});

test('the CronJob sweeps with the rights of its service account', async () => {
  const { namespace, cronJob } = sweeper;
  await addProductImage(await upHost());
  const left = await leaseless();
  await ageing();
  const spec = cronJob.spec?.jobTemplate.spec;
  const [container] = spec?.template.spec?.containers ?? [];
  if (!spec || !container) throw new Error('the CronJob has no container');
  container.args = container.args?.map((arg) => (arg === '1h' ? `${OLDER_THAN / 1_000}s` : arg));
  const { batch, core } = host.kube;
  await batch.createNamespacedJob({ namespace, body: { metadata: { name: 'sweeper' }, spec } });
  const job = await eventually(
    () => batch.readNamespacedJob({ name: 'sweeper', namespace }),
    ({ status }) => Boolean(status?.succeeded ?? status?.failed),
  );
  const labelSelector = 'batch.kubernetes.io/job-name=sweeper';
  const { items } = await core.listNamespacedPod({ namespace, labelSelector });
  const [name = ''] = items.map(({ metadata }) => metadata?.name ?? '');
  const log = await core.readNamespacedPodLog({ name, namespace });
  expect({ log, succeeded: job.status?.succeeded }).toMatchObject({ succeeded: 1 });
  expect(log).toContain(left.namespace);
  expect(log).not.toMatch(/not checked|forbidden/);
  const rest = await eventually(
    () => namespaceOf(left),
    (found) => found === undefined,
  );
  expect(rest).toBeUndefined();
});

test('its service account may delete only objects with the label of ephemeral-vcluster', async () => {
  const name = await host.namespace();
  const { core } = kubeOf(sweeper.hostCluster);
  const refusal = await eventually(
    () => core.deleteNamespace({ name, dryRun: 'All' }).then(() => '', apiMessage),
    (message) => message !== '',
  );
  expect(refusal).toContain(
    'the sweeper deletes only what carries the label ephemeral-vcluster/id',
  );
});
