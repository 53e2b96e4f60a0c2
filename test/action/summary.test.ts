import { expect, test } from '@jest/globals';
import { readActionManifest } from '../../scripts/action-manifest.ts';
import { createdSummary, deleteCommand, leftoverSummary } from '../../src/action/summary.ts';
import { outputsOfAll } from '../../src/outputs/outputs.ts';
import { aCluster } from './support/cluster.ts';

test('the outputs are the same as in action.yml', () => {
  const outputs = outputsOfAll([aCluster], '/k');
  // `diagnostics` is set before the cluster is created.
  expect([...Object.keys(outputs), 'diagnostics']).toEqual(
    Object.keys(readActionManifest().outputs),
  );
  expect(outputs).toMatchObject({ kubeconfig: '/k', 'ready-seconds': '13.3' });
});

test('the summary contains the versions, the host, the times and how to connect', () => {
  const summary = createdSummary(aCluster, '/tmp/k');
  for (const part of [
    '### Kubernetes 1.34.4 in 13.3 s',
    '`ci-1`, vcluster 0.30.0',
    'namespace `vcluster-ci-1`, Kubernetes 1.33.1',
    'tunnel, `KUBECONFIG=/tmp/k`',
    'plan 0.3 s · pod 13.1 s',
    '2026-01-01T06:00:00.000Z at the latest',
    'vcluster connect ci-1 --namespace vcluster-ci-1',
  ]) {
    expect(summary).toContain(part);
  }
});

test('the summary of a leftover contains the command that deletes it', () => {
  const summary = leftoverSummary({ ref: aCluster.ref, lease: 300_000 }, 'the host did not answer');
  expect(summary).toContain('the host did not answer');
  expect(summary).toContain('at the latest 300 s after the end of the job');
  expect(summary).toContain('kubectl delete namespace vcluster-ci-1');
});

test('in an existing namespace the command deletes only the lease, which owns everything that was created', () => {
  expect(deleteCommand({ ...aCluster.ref, ownNamespace: false, namespace: 'team' })).toBe(
    'kubectl --namespace team delete job --selector ephemeral-vcluster/id=our-id',
  );
});

test('in a pool the command deletes by cluster id in each namespace', () => {
  const { name, id } = aCluster.ref;
  const namespaces = ['a', 'b'] as const;
  expect(deleteCommand({ name, id, ownNamespace: false, namespaces })).toBe(
    `kubectl --namespace a delete job --selector ephemeral-vcluster/id=our-id
kubectl --namespace b delete job --selector ephemeral-vcluster/id=our-id`,
  );
});
