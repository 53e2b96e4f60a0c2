import { describe, expect, test } from '@jest/globals';
import type { KubernetesObject, V1Job, V1Namespace } from '@kubernetes/client-node';
import { type Orphan, orphansAmong, type Seen } from '../../../src/core/sweep/orphans.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const MINUTE = 60_000;
const age = { now: NOW, olderThan: 10 * MINUTE };
const minutesAgo = (minutes: number) => new Date(NOW - minutes * MINUTE);

const labels = {
  'app.kubernetes.io/managed-by': 'ephemeral-vcluster',
  'ephemeral-vcluster/name': 'ci-1',
  'ephemeral-vcluster/id': '0b8f1c8e-1f5a-4d7e-9c55-6a7f0e2b1c3d',
};

const namespace = (metadata: V1Namespace['metadata'] = {}): V1Namespace => ({
  metadata: { name: 'vcluster-ci-1', labels, creationTimestamp: minutesAgo(11), ...metadata },
});

/** One that was made an hour ago, and lives for another one unless it is shorter. */
const lease = (metadata: V1Job['metadata'] = {}, seconds = 7_200): V1Job => ({
  metadata: {
    name: 'ephemeral-vcluster',
    namespace: 'vcluster-ci-1',
    labels,
    creationTimestamp: minutesAgo(60),
    ...metadata,
  },
  spec: { activeDeadlineSeconds: seconds, template: {} },
});

const role = (metadata: KubernetesObject['metadata'] = {}) => ({
  kind: 'ClusterRole' as const,
  object: {
    metadata: {
      name: 'vc-ci-1-v-vcluster-ci-1',
      labels: { ...labels, 'ephemeral-vcluster/namespace': 'vcluster-ci-1' },
      creationTimestamp: minutesAgo(11),
      ...metadata,
    },
  },
});

const found = (seen: Partial<Seen>, when = age): string[] =>
  orphansAmong({ leases: [], namespaces: [], clusterScoped: [], ...seen }, when).map(
    ({ kind, name }: Orphan) => `${kind} ${name}`,
  );

describe('a namespace', () => {
  test('that was made for a cluster and has no lease goes, by its uid', () => {
    const namespaces = [namespace({ uid: 'u', resourceVersion: '7' })];
    const all = orphansAmong({ leases: [], namespaces, clusterScoped: [] }, age);
    expect(all).toMatchObject([
      { kind: 'Namespace', name: 'vcluster-ci-1', uid: 'u', resourceVersion: '7' },
    ]);
  });

  const { 'ephemeral-vcluster/id': _, ...withoutId } = labels;
  const managedByHelm = { ...labels, 'app.kubernetes.io/managed-by': 'Helm' };

  test.each([
    ['has a lease', namespace(), [lease()]],
    ['has a lease whose cluster is another one', namespace(), [lease({ labels: {} }, 300)]],
    ['is as old as a creation under way', namespace({ creationTimestamp: minutesAgo(9) }), []],
    ['is being deleted', namespace({ deletionTimestamp: minutesAgo(1) }), []],
    ['has no age', { metadata: { name: 'vcluster-ci-1', labels } }, []],
    ['has no labels', { metadata: { name: 'vcluster-ci-1' } }, []],
    ['is managed by another', namespace({ labels: managedByHelm }), []],
    ['has no id', namespace({ labels: withoutId }), []],
    [
      'has an id that we do not give',
      namespace({ labels: { ...labels, 'ephemeral-vcluster/id': 'x' } }),
      [],
    ],
    ['has another name', namespace({ name: 'team' }), []],
    ['has the name of another cluster', namespace({ name: 'vcluster-ci-2' }), []],
  ])('that %s stays', (_, given, leases) => {
    expect(found({ namespaces: [given], leases })).toEqual([]);
  });

  test('is old by the clock of the host, and as asked for', () => {
    const namespaces = [namespace({ creationTimestamp: minutesAgo(90) })];
    expect(found({ namespaces }, { now: NOW, olderThan: 60 * MINUTE })).toHaveLength(1);
    expect(found({ namespaces }, { now: NOW, olderThan: 120 * MINUTE })).toEqual([]);
    expect(found({ namespaces }, { now: NOW - 85 * MINUTE, olderThan: 10 * MINUTE })).toEqual([]);
  });
});

describe('a lease', () => {
  test.each([
    ['over for long', 49 * 60, true],
    ['over for less than the bound', 51 * 60, false],
    ['renewed', 61 * 60, false],
  ])('that is %s: %i s', (_, seconds, goes) => {
    expect(found({ leases: [lease({}, seconds)] })).toEqual(goes ? ['Job ephemeral-vcluster'] : []);
  });

  test('counts from when the host started it', () => {
    const late = { ...lease({}, 300), status: { startTime: minutesAgo(8) } };
    expect(found({ leases: [late] })).toEqual([]);
  });

  test.each([{ labels: {} }, { name: 'their-job' }])('that is not ours stays: %j', (metadata) => {
    expect(found({ leases: [lease(metadata, 300)] })).toEqual([]);
  });

  test('that is over still keeps its namespace: what it owned may be there', () => {
    expect(found({ leases: [lease({}, 300)], namespaces: [namespace()] })).toEqual([
      'Job ephemeral-vcluster',
    ]);
  });
});

describe('a ClusterRole', () => {
  test('of a cluster whose namespace is gone or has no lease goes', () => {
    expect(found({ clusterScoped: [role()] })).toEqual(['ClusterRole vc-ci-1-v-vcluster-ci-1']);
  });

  test.each([
    ['whose cluster lives', role(), [lease()]],
    ['that is young', role({ creationTimestamp: minutesAgo(9) }), []],
    ['that no proxy of ours marked', role({ labels: { app: 'vcluster' } }), []],
    ['whose labels were copied onto another name', role({ name: 'cluster-admin' }), []],
  ])('%s stays', (_, given, leases) => {
    expect(found({ clusterScoped: [given], leases })).toEqual([]);
  });
});
