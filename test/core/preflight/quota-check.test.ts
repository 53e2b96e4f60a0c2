import { expect, test } from '@jest/globals';
import type { V1ResourceQuota } from '@kubernetes/client-node';
import { checkQuota } from '../../../src/core/preflight/quota-check.ts';
import { createSubject } from '../../support/subject.ts';

const quota = (
  hard: Record<string, string>,
  used: Record<string, string> = {},
  spec: V1ResourceQuota['spec'] = {},
): V1ResourceQuota => ({
  metadata: { name: 'q', namespace: 'ci' },
  spec: { hard, ...spec },
  status: { hard, used },
});

const check = (...items: V1ResourceQuota[]) =>
  checkQuota(createSubject({ core: { listNamespacedResourceQuota: async () => ({ items }) } }));

test('without a quota, the result is ok', async () => {
  expect(await check()).toMatchObject([{ state: 'ok' }]);
});

test.each([
  ['pods', '0', '1'],
  ['count/secrets', '3', '4'],
  ['secrets', '3', '4'],
  ['count/jobs.batch', '0', '1'],
  ['requests.cpu', '100m', '0.2'],
  ['cpu', '100m', '0.2'],
  // A container without requests has its limits as requests. The init container has the larger ones.
  ['limits.cpu', '1', '2'],
  ['limits.memory', '4000Mi', '4096Mi'],
  ['requests.ephemeral-storage', '512Mi', '1024Mi'],
])('a quota of %s %s is too small: a cluster needs %s', async (name, hard, needed) => {
  expect(await check(quota({ [name]: hard }))).toEqual([
    {
      state: 'problem',
      detail: `ResourceQuota q allows ${hard} ${name} in total; a cluster needs ${needed}`,
      hint: expect.stringContaining('ResourceQuota q in namespace ci'),
    },
  ]);
});

test('a quota that is used up is a warning, because other jobs may free it', async () => {
  expect(await check(quota({ 'limits.memory': '8Gi' }, { 'limits.memory': '6Gi' }))).toMatchObject([
    {
      state: 'warning',
      detail: 'ResourceQuota q has 2048Mi limits.memory left of 8Gi; a cluster takes 4096Mi',
    },
  ]);
});

test.each([
  ['CoreDNS', { pods: '1' }],
  ['objects that `values` can disable', { 'count/deployments.apps': '0' }],
])('room for everything except %s is a warning', async (_, hard) => {
  expect(await check(quota(hard))).toMatchObject([{ state: 'warning' }]);
});

test('a quota of a resource that a cluster does not use may be used up', async () => {
  const found = await check(quota({ 'requests.nvidia.com/gpu': '0', persistentvolumeclaims: '0' }));
  expect(found).toMatchObject([{ state: 'ok' }]);
});

test('a quota for only some pods is ignored', async () => {
  expect(await check(quota({ pods: '0' }, {}, { scopes: ['BestEffort'] }))).toMatchObject([
    { state: 'ok' },
  ]);
});

test('a dedicated namespace has no quota yet, so there is no request', async () => {
  expect(await checkQuota(createSubject({}, { namespaces: [] }))).toEqual([]);
});
