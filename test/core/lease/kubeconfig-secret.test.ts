import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { V1Job, V1Secret } from '@kubernetes/client-node';
import type { Owner } from '../../../src/core/cluster/owner.ts';
import type { Cluster } from '../../../src/core/create/cluster.ts';
import {
  deleteKubeconfigSecret,
  makeKubeconfigSecret,
} from '../../../src/core/lease/kubeconfig-secret.ts';
import { LEASE_NAME } from '../../../src/core/lease/lease.ts';
import { fakeKube } from '../../support/fake-kube.ts';
import { newFolder } from '../../support/folder.ts';
import { createRef } from '../../support/ref.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');

const owner: Owner = {
  apiVersion: 'tekton.dev/v1',
  kind: 'PipelineRun',
  name: 'e2e',
  uid: 'run-uid',
  namespace: 'ci',
};

const leaseJob = {
  metadata: { uid: 'lease-uid' },
  spec: { template: { spec: { containers: [{ name: 'none', image: 'registry.example/a:1' }] } } },
};

/**
 * Creates the kubeconfig Secret of a cluster in `namespace`; returns the objects created in the namespace of the run.
 */
async function create(namespace: string) {
  await using folder = await newFolder();
  const kubeconfig = join(folder.path, 'kubeconfig');
  await writeFile(kubeconfig, 'apiVersion: v1');
  const jobs: V1Job[] = [];
  const secrets: V1Secret[] = [];
  const kube = fakeKube({
    batch: {
      readNamespacedJob: async () => leaseJob,
      createNamespacedJob: async ({ body }) => {
        jobs.push(body);
        return { ...body, metadata: { ...body.metadata, uid: 'job-uid' } };
      },
    },
    core: {
      createNamespacedSecret: async ({ body, namespace: target }) => {
        expect(target).toBe(owner.namespace);
        secrets.push(body);
        return body;
      },
    },
  });
  const ref = createRef({ namespace, owner, leaseUid: 'lease-uid' });
  const cluster = { ref, name: ref.name, expiresAt: new Date(NOW + 90_000) } as Cluster;
  return {
    name: await makeKubeconfigSecret(kube, cluster, 'apiVersion: v1', owner, NOW),
    jobs,
    secrets,
  };
}

test("in the cluster's namespace the lease owns the Secret", async () => {
  const { name, jobs, secrets } = await create('ci');
  expect(jobs).toEqual([]);
  expect(secrets).toMatchObject([
    {
      metadata: { name, ownerReferences: [{ kind: 'Job', name: LEASE_NAME, uid: 'lease-uid' }] },
      stringData: { kubeconfig: 'apiVersion: v1' },
    },
  ]);
});

test('in another namespace a Job owns the Secret, which ends with the cluster and with the run', async () => {
  const { name, jobs, secrets } = await create('vcluster-ci-1');
  expect(jobs).toMatchObject([
    {
      metadata: { ownerReferences: [{ kind: 'PipelineRun', uid: 'run-uid' }] },
      spec: {
        parallelism: 0,
        activeDeadlineSeconds: 90,
        ttlSecondsAfterFinished: 0,
        // That of the lease, which has passed the policies of the host.
        template: { spec: { containers: [{ image: 'registry.example/a:1' }] } },
      },
    },
  ]);
  expect(secrets).toMatchObject([
    { metadata: { ownerReferences: [{ kind: 'Job', name, uid: 'job-uid' }] } },
  ]);
});

test('the deletion deletes that Job by its uid', async () => {
  const deleted: unknown[] = [];
  const kube = fakeKube({
    batch: {
      listNamespacedJob: async ({ labelSelector }) => {
        expect(labelSelector).toBe('ephemeral-vcluster/id=our-id');
        return { items: [{ metadata: { name: 'ci-1-kubeconfig', uid: 'job-uid' } }] };
      },
      deleteNamespacedJob: async ({ name, namespace, body }) => {
        deleted.push([name, namespace, body?.preconditions]);
        return {};
      },
    },
  });
  await deleteKubeconfigSecret(kube, createRef({ namespace: 'vcluster-ci-1', owner }));
  expect(deleted).toEqual([['ci-1-kubeconfig', 'ci', { uid: 'job-uid' }]]);
});

test('no request is made if the lease owns the Secret', async () => {
  await deleteKubeconfigSecret(fakeKube({}), createRef({ namespace: 'ci', owner }));
  await deleteKubeconfigSecret(fakeKube({}), createRef({ namespace: 'ci' }));
});
