import { expect, test } from '@jest/globals';
import type { V1Namespace, V1ObjectMeta } from '@kubernetes/client-node';
import { MANAGED_BY, MANAGER } from '../../../src/core/cluster/labels.ts';
import { LEASE_NAME } from '../../../src/core/lease/lease.ts';
import { checkNamespace } from '../../../src/core/preflight/namespace-check.ts';
import { apiException } from '../../support/fake-kube.ts';
import { createSubject } from '../../support/subject.ts';

interface HostState {
  /** Undefined if it does not exist. */
  namespace?: V1Namespace | undefined;
  deployments?: V1ObjectMeta[];
  /** The Job with the name of the lease. */
  job?: V1ObjectMeta;
}

async function check(
  { namespace, deployments = [], job }: HostState,
  requested: string | undefined = 'ci',
) {
  const items = deployments.map((metadata) => ({ metadata }));
  const readNamespace = async () => {
    if (!namespace) throw apiException(404);
    return namespace;
  };
  const apps = {
    listNamespacedDeployment: async () => ({ items }),
    listNamespacedStatefulSet: async () => ({ items: [] }),
  };
  const readNamespacedJob = async () => {
    if (!job) throw apiException(404);
    return { metadata: job };
  };
  const fakes = { core: { readNamespace }, apps, batch: { readNamespacedJob } };
  const subject = createSubject(fakes, { namespaces: [requested] });
  const [answer] = await checkNamespace({
    ...subject,
    ref: { ...subject.ref, ownNamespace: requested === 'own' },
  });
  return answer;
}

const lease = { apiVersion: 'batch/v1', kind: 'Job', name: LEASE_NAME, uid: 'u' };

test('an existing, empty namespace can be used', async () => {
  expect(await check({ namespace: {} })).toMatchObject({ state: 'ok' });
});

test('a namespace that does not exist is a problem', async () => {
  expect(await check({})).toMatchObject({ state: 'problem', detail: 'ci does not exist' });
});

test('a namespace that is being deleted is a problem', async () => {
  const namespace = { metadata: { deletionTimestamp: new Date() } };
  expect(await check({ namespace })).toMatchObject({
    state: 'problem',
    detail: 'ci is being deleted',
  });
});

test('a virtual cluster that no lease owns is a problem', async () => {
  const found = await check({ namespace: {}, deployments: [{ name: 'other' }] });
  expect(found).toMatchObject({
    state: 'problem',
    detail: expect.stringContaining('virtual cluster other'),
  });
});

test.each([
  ['of another job', { name: 'leased', ownerReferences: [lease] }],
  ['that is being deleted', { name: 'old', deletionTimestamp: new Date() }],
])('a virtual cluster %s is no problem, because the job waits for it', async (_, deployment) => {
  expect(await check({ namespace: {}, deployments: [deployment] })).toMatchObject({ state: 'ok' });
});

test('a foreign Job with the name of the lease is a problem, the lease of a cluster is not', async () => {
  const theirs = { uid: 'u', name: LEASE_NAME };
  expect(await check({ namespace: {}, job: theirs })).toMatchObject({
    state: 'problem',
    detail: expect.stringContaining('a Job named ephemeral-vcluster'),
  });
  const held = { ...theirs, labels: { [MANAGED_BY]: MANAGER } };
  expect(await check({ namespace: {}, job: held })).toMatchObject({ state: 'ok' });
});

test('a dedicated namespace must not exist yet', async () => {
  expect(await check({}, 'own')).toMatchObject({ state: 'ok' });
  expect(await check({ namespace: {} }, 'own')).toMatchObject({
    state: 'problem',
    hint: expect.stringContaining('another `name`'),
  });
});
