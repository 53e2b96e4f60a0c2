import { expect, test } from '@jest/globals';
import type { V1Namespace, V1ObjectMeta } from '@kubernetes/client-node';
import { LEASE_NAME } from '../../../src/core/lease/lease.ts';
import { checkNamespace } from '../../../src/core/preflight/namespace-check.ts';
import { apiException } from '../../support/fake-kube.ts';
import { createSubject } from '../../support/subject.ts';

interface Given {
  /** Undefined where it does not exist. */
  namespace?: V1Namespace | undefined;
  deployments?: V1ObjectMeta[];
}

async function check({ namespace, deployments = [] }: Given, wanted: string | undefined = 'ci') {
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
    throw apiException(404);
  };
  const fakes = { core: { readNamespace }, apps, batch: { readNamespacedJob } };
  const subject = createSubject(fakes, { namespaces: [wanted] });
  const [answer] = await checkNamespace({
    ...subject,
    ref: { ...subject.ref, ownNamespace: wanted === 'own' },
  });
  return answer;
}

const lease = { apiVersion: 'batch/v1', kind: 'Job', name: LEASE_NAME, uid: 'u' };

test('an empty one that exists can be used', async () => {
  expect(await check({ namespace: {} })).toMatchObject({ state: 'ok' });
});

test('one that does not exist is a problem', async () => {
  expect(await check({})).toMatchObject({ state: 'problem', detail: 'ci does not exist' });
});

test('one that is being deleted is a problem', async () => {
  const namespace = { metadata: { deletionTimestamp: new Date() } };
  expect(await check({ namespace })).toMatchObject({
    state: 'problem',
    detail: 'ci is being deleted',
  });
});

test('a virtual cluster that no lease owns is a problem', async () => {
  const found = await check({ namespace: {}, deployments: [{ name: 'theirs' }] });
  expect(found).toMatchObject({ state: 'problem', detail: expect.stringContaining('theirs') });
});

test.each([
  ['of another job of ours', { name: 'ours', ownerReferences: [lease] }],
  ['that is being deleted', { name: 'old', deletionTimestamp: new Date() }],
])('a virtual cluster %s is waited for', async (_, deployment) => {
  expect(await check({ namespace: {}, deployments: [deployment] })).toMatchObject({ state: 'ok' });
});

test('the namespace that would be made must not exist', async () => {
  expect(await check({}, 'own')).toMatchObject({ state: 'ok' });
  expect(await check({ namespace: {} }, 'own')).toMatchObject({
    state: 'problem',
    hint: expect.stringContaining('another `name`'),
  });
});
