import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { KubernetesObjectApi } from '@kubernetes/client-node';
import { clusterScopedLabels } from '../../../src/core/cluster/labels.ts';
import type { ClusterRef } from '../../../src/core/cluster/ref.ts';
import { createCluster } from '../../../src/core/create/create.ts';
import { deleteCluster } from '../../../src/core/deletion/delete.ts';
import { kubeOf, orUndefined } from '../../../src/core/kube/clients.ts';
import { createNamespace } from '../../../src/core/queue/own-namespace.ts';
import type { ClusterSpec } from '../../../src/core/spec/spec.ts';
import { upHost } from '../../host/host.ts';
import { localRuntime } from '../../support/local-runtime.ts';
import { newRef } from '../../support/ref.ts';
import * as foreign from '../support/faults/foreign-objects.ts';
import { figures } from '../support/figures.ts';
import { takeLeaseOf } from '../support/host/lease.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';

jest.setTimeout(120_000);

const withClusterRole = { rbac: { clusterRole: { enabled: true } } };

let host: TestHost;
let runtime: ReturnType<typeof localRuntime>;
const score = { refused: 0, creations: 0, untouched: 0, objects: 0, deletions: 0 };

beforeAll(async () => {
  host = await openTestHost();
  // As cluster-admin, so that no missing right prevents damage.
  const { kubeconfig } = await upHost();
  runtime = localRuntime({ ...host.runtime, kubeconfig });
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
  figures(
    'foreign',
    `${score.refused} of ${score.creations} creations refused`,
    `${score.deletions} deletions`,
    `${score.untouched} of ${score.objects} foreign objects untouched`,
  );
});

/** Uid and resource version of each object; both are the same for an unchanged object. */
async function versionsOf(objects: foreign.ObjectRef[]): Promise<string[]> {
  const api = KubernetesObjectApi.makeApiClient(runtime.hostCluster);
  const read = objects.map(async (object) => {
    const { metadata } = await api.read(object).catch(() => ({ metadata: undefined }));
    return `${object.kind} ${object.metadata.name} ${metadata?.uid} ${metadata?.resourceVersion}`;
  });
  return Promise.all(read);
}

/** Creates foreign objects, runs `work`, and expects that the objects are unchanged. */
async function expectUntouched(
  makeForeign: foreign.MakeForeign,
  ref: ClusterRef,
  work: () => Promise<void>,
): Promise<void> {
  const objects = await makeForeign(runtime, ref, host.tools);
  // Gives controllers time to write the status of the new objects.
  await sleep(1_500);
  const before = await versionsOf(objects);
  await work();
  const after = await versionsOf(objects);
  score.objects += before.length;
  score.untouched += before.filter((version, index) => version === after[index]).length;
  expect(after).toEqual(before);
}

async function expectRefused(spec: ClusterSpec, ref: ClusterRef, message: RegExp): Promise<void> {
  score.creations += 1;
  await expect(createCluster(runtime, spec, ref)).rejects.toThrow(message);
  score.refused += 1;
}

async function expectDeletion(ref: ClusterRef, state: string): Promise<void> {
  const result = await deleteCluster(runtime, ref);
  score.deletions += 1;
  expect(result.state).toBe(state);
}

/** Without the preflight, which would report the namespace: the steps after it must protect it as well. */
describe('a dedicated namespace that exists already', () => {
  const make = () => {
    const spec = host.spec({ preflight: false });
    return { spec, ref: newRef(spec) };
  };

  test.each([
    ['of another user', foreign.namespace(() => ({}))],
    ['of another cluster of ephemeral-vcluster', foreign.namespaceOfAnotherId],
  ])(
    'fails the creation, and stays unchanged at create and at delete: %s',
    async (_, makeForeign) => {
      const { spec, ref } = make();
      await expectUntouched(makeForeign, ref, async () => {
        await expectRefused(
          spec,
          ref,
          /Could not create the namespace vcluster-\S+: .* already exists/,
        );
        await expectDeletion(ref, 'foreign');
      });
    },
  );

  test('fails the creation, and stays unchanged if it contains a virtual cluster of helm', async () => {
    const { spec, ref } = make();
    const inItsNamespace: foreign.MakeForeign = async (...args) => [
      ...(await foreign.namespace(() => ({}))(...args)),
      ...(await foreign.vclusterRelease(...args)),
    ];
    await expectUntouched(inItsNamespace, ref, async () => {
      await expectRefused(spec, ref, /already exists/);
      await expectDeletion(ref, 'foreign');
    });
  });
});

describe('in an existing namespace', () => {
  const make = async (overrides: Partial<ClusterSpec> = {}) => {
    const namespace = await host.namespace();
    const spec = host.spec({
      namespaces: [namespace],
      preflight: false,
      timeout: 20_000,
      ...overrides,
    });
    return { spec, ref: newRef(spec) };
  };

  interface Case {
    what: string;
    makeForeign: foreign.MakeForeign;
    message: RegExp;
    asked?: Partial<ClusterSpec>;
  }

  const cases: Case[] = [
    {
      what: 'virtual cluster',
      makeForeign: foreign.virtualCluster,
      message: /already contains the virtual cluster/,
    },
    {
      what: 'virtual cluster of helm',
      makeForeign: foreign.vclusterRelease,
      message: /already contains the virtual cluster/,
    },
    {
      what: 'helm release',
      makeForeign: foreign.release,
      message: /already contains the helm release/,
    },
    {
      what: 'Secret of certificates',
      makeForeign: foreign.secret(({ name }) => `${name}-certs`),
      message: /already contains Secret \S+-certs/,
    },
    {
      what: 'Secret of vcluster',
      makeForeign: foreign.secret(({ name }) => `vc-${name}`),
      message: /already contains Secret vc-/,
    },
    { what: 'Deployment', makeForeign: foreign.app, message: /Deployment .* exists and cannot/ },
    { what: 'Service', makeForeign: foreign.service, message: /Service .* exists and cannot/ },
    {
      what: 'ClusterRole',
      makeForeign: foreign.clusterRole(() => ({})),
      message: /ClusterRole .* exists and cannot/,
      asked: { values: withClusterRole },
    },
    {
      what: 'ClusterRole that helm would adopt',
      makeForeign: foreign.clusterRoleOfRelease,
      message: /was not created by ephemeral-vcluster and stays untouched/,
      asked: { values: withClusterRole },
    },
    {
      what: 'lease',
      makeForeign: foreign.lease,
      message: /was held by another job for the whole time/,
      asked: { queueTimeout: 3_000 },
    },
  ];

  test.each(cases)(
    'a foreign $what fails the creation, and stays unchanged at create and at delete',
    async (given) => {
      const { spec, ref } = await make(given.asked);
      await expectUntouched(given.makeForeign, ref, async () => {
        await expectRefused(spec, ref, given.message);
        await expectDeletion(ref, 'absent');
      });
    },
  );

  test.each([
    ['a Deployment', foreign.app],
    ['a Service', foreign.service],
    ['a Secret', foreign.secret(({ name }) => `vc-${name}`)],
    ['a ClusterRole', foreign.clusterRoleOfRelease],
    ['a pod', foreign.pod],
    ['a release', foreign.release],
  ])(
    '%s with the names and labels of the cluster stays when the cluster is deleted',
    async (_, makeForeign) => {
      const { spec, ref } = await make();
      await takeLeaseOf(host.kube, ref, spec);
      await expectUntouched(makeForeign, ref, () => expectDeletion(ref, 'deleted'));
    },
  );
});

test('a dedicated namespace stays if another cluster has taken the lease in it', async () => {
  const spec = host.spec();
  const ref = newRef(spec);
  await createNamespace(host.kube, ref);
  await expectUntouched(foreign.lease, ref, () => expectDeletion(ref, 'foreign'));
});

test('a ClusterRole that `values` enable is created with the labels of the cluster, and deleted with it', async () => {
  const spec = host.spec({ values: withClusterRole, waitFor: 'api' });
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
