import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { KubernetesObjectApi } from '@kubernetes/client-node';
import { clusterScopedLabels } from '../../../src/core/cluster/labels.ts';
import type { ClusterRef } from '../../../src/core/cluster/ref.ts';
import { createCluster } from '../../../src/core/create/create.ts';
import { deleteCluster } from '../../../src/core/deletion/delete.ts';
import { kubeOf, orUndefined } from '../../../src/core/kube/clients.ts';
import { takeLease } from '../../../src/core/lease/lease.ts';
import { makeNamespace } from '../../../src/core/queue/own-namespace.ts';
import type { ClusterSpec } from '../../../src/core/spec/spec.ts';
import { upHost } from '../../host/host.ts';
import { localRuntime } from '../../support/local-runtime.ts';
import { newRef } from '../../support/ref.ts';
import * as strangers from '../support/faults/foreign-objects.ts';
import { figures } from '../support/figures.ts';
import { realWorld, type World } from '../support/host/test-host.ts';

jest.setTimeout(120_000);

const withClusterRole = { rbac: { clusterRole: { enabled: true } } };

let world: World;
let runtime: ReturnType<typeof localRuntime>;
const score = { refused: 0, creations: 0, untouched: 0, objects: 0, deletions: 0 };

beforeAll(async () => {
  world = await realWorld();
  // As cluster-admin, whom no missing right keeps from doing harm.
  const { kubeconfig } = await upHost();
  runtime = localRuntime({ ...world.runtime, kubeconfig });
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  figures(
    'foreign',
    `${score.refused} of ${score.creations} creations refused`,
    `${score.deletions} deletions`,
    `${score.untouched} of ${score.objects} foreign objects untouched`,
  );
});

/** Uid and version of each object: what nobody touched has the same ones. */
async function versionsOf(objects: strangers.Named[]): Promise<string[]> {
  const api = KubernetesObjectApi.makeApiClient(runtime.hostCluster);
  const read = objects.map(async (object) => {
    const { metadata } = await api.read(object).catch(() => ({ metadata: undefined }));
    return `${object.kind} ${object.metadata.name} ${metadata?.uid} ${metadata?.resourceVersion}`;
  });
  return Promise.all(read);
}

/** Makes the stranger, does `work`, and compares. */
async function besides(
  stranger: strangers.Stranger,
  ref: ClusterRef,
  work: () => Promise<void>,
): Promise<void> {
  const objects = await stranger(runtime, ref, world.tools.chart);
  // Until controllers have written the status of what is new.
  await sleep(1_500);
  const before = await versionsOf(objects);
  await work();
  const after = await versionsOf(objects);
  score.objects += before.length;
  score.untouched += before.filter((version, index) => version === after[index]).length;
  expect(after).toEqual(before);
}

async function isRefused(spec: ClusterSpec, ref: ClusterRef, message: RegExp): Promise<void> {
  score.creations += 1;
  await expect(createCluster(runtime, spec, ref)).rejects.toThrow(message);
  score.refused += 1;
}

async function deletes(ref: ClusterRef, state: string): Promise<void> {
  const result = await deleteCluster(runtime, ref);
  score.deletions += 1;
  expect(result.state).toBe(state);
}

/** Without the preflight, which may see it and say so: what comes after it has to be as careful by itself. */
describe('a namespace of its own that is there already', () => {
  const make = () => {
    const spec = world.spec({ preflight: false });
    return { spec, ref: newRef(spec) };
  };

  test.each([
    ['of somebody', strangers.namespace(() => ({}))],
    ['of another cluster of ours', strangers.ourLabelsAnotherId],
  ])('is refused at create, untouched there and at delete: %s', async (_, stranger) => {
    const { spec, ref } = make();
    await besides(stranger, ref, async () => {
      await isRefused(spec, ref, /Could not make the namespace vcluster-\S+: .* already exists/);
      await deletes(ref, 'foreign');
    });
  });

  test('with a virtual cluster that helm made in it, the same', async () => {
    const { spec, ref } = make();
    const inItsNamespace: strangers.Stranger = async (...args) => [
      ...(await strangers.namespace(() => ({}))(...args)),
      ...(await strangers.vclusterRelease(...args)),
    ];
    await besides(inItsNamespace, ref, async () => {
      await isRefused(spec, ref, /already exists/);
      await deletes(ref, 'foreign');
    });
  });
});

describe('in an existing namespace', () => {
  const make = async (overrides: Partial<ClusterSpec> = {}) => {
    const namespace = await world.namespace();
    const spec = world.spec({
      namespaces: [namespace],
      preflight: false,
      timeout: 20_000,
      ...overrides,
    });
    return { spec, ref: newRef(spec) };
  };

  interface Case {
    what: string;
    stranger: strangers.Stranger;
    message: RegExp;
    asked?: Partial<ClusterSpec>;
  }

  const cases: Case[] = [
    {
      what: 'virtual cluster',
      stranger: strangers.virtualCluster,
      message: /already holds the virtual cluster/,
    },
    {
      what: 'virtual cluster that helm made',
      stranger: strangers.vclusterRelease,
      message: /already holds the virtual cluster/,
    },
    {
      what: 'helm release',
      stranger: strangers.release,
      message: /already holds the helm release/,
    },
    {
      what: 'Secret of certificates',
      stranger: strangers.secret(({ name }) => `${name}-certs`),
      message: /already holds Secret \S+-certs/,
    },
    {
      what: 'Secret of the engine',
      stranger: strangers.secret(({ name }) => `vc-${name}`),
      message: /already holds Secret vc-/,
    },
    { what: 'Deployment', stranger: strangers.app, message: /Deployment .* exists and cannot/ },
    { what: 'Service', stranger: strangers.service, message: /Service .* exists and cannot/ },
    {
      what: 'ClusterRole',
      stranger: strangers.clusterRole(() => ({})),
      message: /ClusterRole .* exists and cannot/,
      asked: { values: withClusterRole },
    },
    {
      what: 'ClusterRole that helm would take over',
      stranger: strangers.clusterRoleOfRelease,
      message: /was not made by us and stays untouched/,
      asked: { values: withClusterRole },
    },
    {
      what: 'lease',
      stranger: strangers.lease,
      message: /was held by another job all the time/,
      asked: { timeout: 3_000 },
    },
  ];

  test.each(cases)('a $what is refused at create, untouched there and at delete', async (given) => {
    const { spec, ref } = await make(given.asked);
    await besides(given.stranger, ref, async () => {
      await isRefused(spec, ref, given.message);
      await deletes(ref, 'absent');
    });
  });

  test.each([
    ['a Deployment', strangers.app],
    ['a Service', strangers.service],
    ['a Secret', strangers.secret(({ name }) => `vc-${name}`)],
    ['a ClusterRole', strangers.clusterRoleOfRelease],
    ['a pod', strangers.pod],
    ['a release', strangers.release],
  ])('%s with the names and labels of ours stays when ours is deleted', async (_, stranger) => {
    const { spec, ref } = await make();
    await takeLease(world.kube, ref, spec, {}, Date.now);
    await besides(stranger, ref, () => deletes(ref, 'deleted'));
  });
});

test('a namespace of ours whose lease another cluster took stays', async () => {
  const spec = world.spec();
  const ref = newRef(spec);
  await makeNamespace(world.kube, ref);
  await besides(strangers.lease, ref, () => deletes(ref, 'foreign'));
});

test('the ClusterRole that values ask for is marked as ours when it is made, and goes with the cluster', async () => {
  const spec = world.spec({ values: withClusterRole, waitFor: 'api' });
  const { rbac } = kubeOf(runtime.hostCluster);
  const name = `vc-${spec.name}-v-vcluster-${spec.name}`;
  const cluster = await createCluster(runtime, spec);
  for (const found of [
    await rbac.readClusterRole({ name }),
    await rbac.readClusterRoleBinding({ name }),
  ]) {
    expect(found.metadata?.labels).toMatchObject(clusterScopedLabels(cluster.ref));
  }
  expect((await cluster.delete()).state).toBe('deleted');
  expect(await orUndefined(rbac.readClusterRole({ name }))).toBeUndefined();
  expect(await orUndefined(rbac.readClusterRoleBinding({ name }))).toBeUndefined();
});
