import { describe, expect, test } from '@jest/globals';
import type { KubernetesObject, V1Job, V1Namespace } from '@kubernetes/client-node';
import {
  type Orphan,
  orphansAmong,
  type SweepCandidates,
} from '../../../src/core/sweep/orphans.ts';

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

/** Created one hour ago, with a deadline two hours after its creation by default. */
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

const found = (candidates: Partial<SweepCandidates>, when = age): string[] =>
  orphansAmong({ leases: [], namespaces: [], clusterScoped: [], ...candidates }, when).map(
    ({ kind, name }: Orphan) => `${kind} ${name}`,
  );

describe('a namespace', () => {
  test('that was created for a cluster and has no lease is removed, by its uid', () => {
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
    ['has a lease of another cluster', namespace(), [lease({ labels: {} }, 300)]],
    ['is younger than `olderThan`', namespace({ creationTimestamp: minutesAgo(9) }), []],
    ['is being deleted', namespace({ deletionTimestamp: minutesAgo(1) }), []],
    ['has no age', { metadata: { name: 'vcluster-ci-1', labels } }, []],
    ['has no labels', { metadata: { name: 'vcluster-ci-1' } }, []],
    ['has another manager', namespace({ labels: managedByHelm }), []],
    ['has no id', namespace({ labels: withoutId }), []],
    [
      'has an id in another format',
      namespace({ labels: { ...labels, 'ephemeral-vcluster/id': 'x' } }),
      [],
    ],
    ['has another name', namespace({ name: 'team' }), []],
    ['has the name of another cluster', namespace({ name: 'vcluster-ci-2' }), []],
  ])('that %s is kept', (_, given, leases) => {
    expect(found({ namespaces: [given], leases })).toEqual([]);
  });

  test('has its age by the clock of the host, compared to `olderThan`', () => {
    const namespaces = [namespace({ creationTimestamp: minutesAgo(90) })];
    expect(found({ namespaces }, { now: NOW, olderThan: 60 * MINUTE })).toHaveLength(1);
    expect(found({ namespaces }, { now: NOW, olderThan: 120 * MINUTE })).toEqual([]);
    expect(found({ namespaces }, { now: NOW - 85 * MINUTE, olderThan: 10 * MINUTE })).toEqual([]);
  });
});

describe('a lease', () => {
  test.each([
    ['expired for longer than `olderThan`', 49 * 60, true],
    ['expired for less than `olderThan`', 51 * 60, false],
    ['renewed', 61 * 60, false],
  ])('that is %s: %i s', (_, seconds, goes) => {
    expect(found({ leases: [lease({}, seconds)] })).toEqual(goes ? ['Job ephemeral-vcluster'] : []);
  });

  test('has its deadline from the time when the host started it', () => {
    const late = { ...lease({}, 300), status: { startTime: minutesAgo(8) } };
    expect(found({ leases: [late] })).toEqual([]);
  });

  test.each([{ labels: {} }, { name: 'their-job' }])('of another tool is kept: %j', (metadata) => {
    expect(found({ leases: [lease(metadata, 300)] })).toEqual([]);
  });

  test('that has expired still protects its namespace, which may contain objects that it owned', () => {
    expect(found({ leases: [lease({}, 300)], namespaces: [namespace()] })).toEqual([
      'Job ephemeral-vcluster',
    ]);
  });
});

describe('a ClusterRole', () => {
  test('of a cluster whose namespace is gone or has no lease is removed', () => {
    expect(found({ clusterScoped: [role()] })).toEqual(['ClusterRole vc-ci-1-v-vcluster-ci-1']);
  });

  test.each([
    ['whose cluster has a lease', role(), [lease()]],
    ['that is younger than `olderThan`', role({ creationTimestamp: minutesAgo(9) }), []],
    ['without the labels of the owning proxy', role({ labels: { app: 'vcluster' } }), []],
    ['whose labels were copied onto another name', role({ name: 'cluster-admin' }), []],
  ])('%s is kept', (_, given, leases) => {
    expect(found({ clusterScoped: [given], leases })).toEqual([]);
  });
});
