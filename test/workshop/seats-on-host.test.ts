import { expect, test } from '@jest/globals';
import { seatsOnHost } from '../../src/workshop/seats-on-host.ts';
import { fakeKube } from '../support/fake-kube.ts';

const labels = (name: string) => ({
  'ephemeral-vcluster/name': name,
  'ephemeral-vcluster/id': `id-of-${name}`,
  'ephemeral-vcluster/workshop': 'go',
});

const lease = (name: string, annotations: Record<string, string>) => ({
  metadata: {
    name: 'ephemeral-vcluster',
    namespace: `vcluster-${name}`,
    uid: `uid-of-${name}`,
    labels: labels(name),
    annotations: { 'ephemeral-vcluster/own-namespace': 'true', ...annotations },
  },
});

test('a seat is ready if its server is set, and a seat without a lease is found by its namespace', async () => {
  const asked: (string | undefined)[] = [];
  const kube = fakeKube({
    batch: {
      listJobForAllNamespaces: async ({ labelSelector } = {}) => {
        asked.push(labelSelector);
        return {
          items: [
            lease('go-02', { 'ephemeral-vcluster/attendee': 'Grace' }),
            lease('go-01', {
              'ephemeral-vcluster/attendee': 'Ada',
              'ephemeral-vcluster/server': 'https://203.0.113.1:30443',
              'ephemeral-vcluster/expires-at': '2026-12-01T12:00:00.000Z',
            }),
          ],
        };
      },
    },
    core: {
      listNamespace: async () => ({
        items: [{ metadata: { name: 'vcluster-go-03', labels: labels('go-03') } }],
      }),
    },
  });
  const seats = await seatsOnHost(kube, 'go');
  expect(asked.every((selector) => selector?.includes('ephemeral-vcluster/workshop=go'))).toBe(
    true,
  );
  expect(seats).toMatchObject([
    {
      cluster: 'go-01',
      attendee: 'Ada',
      server: 'https://203.0.113.1:30443',
      expiresAt: new Date('2026-12-01T12:00:00Z'),
      ref: { namespace: 'vcluster-go-01', leaseUid: 'uid-of-go-01', workshop: 'go' },
    },
    { cluster: 'go-02', attendee: 'Grace', server: undefined },
    { cluster: 'go-03', attendee: '', server: undefined, ref: { id: 'id-of-go-03' } },
  ]);
});

test('a seat is not ready during its deletion', async () => {
  const { metadata } = lease('go-01', { 'ephemeral-vcluster/server': 'https://203.0.113.1:30443' });
  const going = { metadata: { ...metadata, deletionTimestamp: new Date() } };
  const kube = fakeKube({
    batch: { listJobForAllNamespaces: async () => ({ items: [going] }) },
    core: { listNamespace: async () => ({ items: [] }) },
  });
  expect(await seatsOnHost(kube, 'go')).toMatchObject([{ cluster: 'go-01', server: undefined }]);
});
