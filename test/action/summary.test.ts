import { expect, test } from '@jest/globals';
import { readActionManifest } from '../../scripts/action-manifest.ts';
import { createdSummary, deleteCommand, leftoverSummary } from '../../src/action/summary.ts';
import { outputsOfAll } from '../../src/outputs/outputs.ts';
import { aCluster } from './support/cluster.ts';

test('the outputs are those of action.yml', () => {
  const outputs = outputsOfAll([aCluster], '/k');
  // `diagnostics` is set before there is a cluster.
  expect([...Object.keys(outputs), 'diagnostics']).toEqual(
    Object.keys(readActionManifest().outputs),
  );
  expect(outputs).toMatchObject({ kubeconfig: '/k', 'ready-seconds': '13.3' });
});

test('the summary says what was made, where, how fast and how to reach it', () => {
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

test('what is left is named with the command that deletes it', () => {
  const summary = leftoverSummary(aCluster.ref, 'the host did not answer');
  expect(summary).toContain('the host did not answer');
  expect(summary).toContain('kubectl delete namespace vcluster-ci-1');
});

test("in somebody's namespace only the lease is deleted, which owns all of ours", () => {
  expect(deleteCommand({ ...aCluster.ref, ownNamespace: false, namespace: 'team' })).toBe(
    'kubectl --namespace team delete job --selector ephemeral-vcluster/id=our-id',
  );
});

test('of a pool each namespace is asked for what has the id of the cluster', () => {
  const { name, id } = aCluster.ref;
  const namespaces = ['a', 'b'] as const;
  expect(deleteCommand({ name, id, ownNamespace: false, namespaces })).toBe(
    `kubectl --namespace a delete job --selector ephemeral-vcluster/id=our-id
kubectl --namespace b delete job --selector ephemeral-vcluster/id=our-id`,
  );
});
