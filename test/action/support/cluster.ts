import type { Cluster } from '../../../src/core/create/cluster.ts';

const unused = () => Promise.reject(new Error('not part of this test'));

/** A cluster as `createCluster` returns it. */
export const aCluster: Cluster = {
  ref: { name: 'ci-1', namespace: 'vcluster-ci-1', ownNamespace: true, id: 'our-id' },
  name: 'ci-1',
  namespace: 'vcluster-ci-1',
  kubeconfig: '/runner/ci-1.kubeconfig',
  context: 'ci-1',
  server: 'https://127.0.0.1:40000',
  kubernetesVersion: '1.34.4',
  vclusterVersion: '0.30.0',
  hostKubernetesVersion: '1.33.1',
  expiresAt: new Date('2026-01-01T06:00:00Z'),
  connect: 'tunnel',
  keeperPid: 1,
  phases: [
    { name: 'plan', milliseconds: 250 },
    { name: 'pod', milliseconds: 13_050 },
  ],
  ready: unused,
  delete: unused,
  [Symbol.asyncDispose]: unused,
};
