import { expect, jest, test } from '@jest/globals';
import { deleteCluster } from '../../src/library/delete.ts';
import { examine, listClusters, sweep } from '../../src/library/look.ts';
import { hostKubeconfig, startFakeHost } from '../action/support/fake-host.ts';
import { testRuntime } from './support.ts';

jest.setTimeout(60_000);

const EMPTY = { kind: 'List', items: [] };
const JOBS = 'GET /apis/batch/v1/jobs';

const lease = (namespace: string) => ({
  metadata: {
    name: 'ephemeral-vcluster',
    namespace,
    uid: `uid-${namespace}`,
    labels: { 'ephemeral-vcluster.dev/cluster': 'mine' },
  },
});

test('on an empty host there is nothing to list, sweep or delete', async () => {
  await using host = await startFakeHost(() => EMPTY);
  const options = { hostKubeconfig: host.kubeconfig };
  expect(await listClusters(options, testRuntime)).toEqual([]);
  expect((await sweep({ ...options, dryRun: true }, testRuntime)).objects).toEqual([]);
  expect(await deleteCluster('mine', options, testRuntime)).toEqual({
    state: 'absent',
    detail: 'there is no virtual cluster mine',
    leftovers: [],
  });
});

test('given namespaces are searched one by one', async () => {
  await using host = await startFakeHost(() => EMPTY);
  const options = { hostKubeconfig: host.kubeconfig, namespace: ['a', 'b'] };
  await listClusters(options, testRuntime);
  expect(host.requests.toSorted()).toEqual(
    ['a', 'b'].map((it) => `GET /apis/batch/v1/namespaces/${it}/jobs`),
  );
});

test('a name that two clusters have is an error', async () => {
  await using host = await startFakeHost((request) =>
    request === JOBS ? { kind: 'JobList', items: [lease('a'), lease('b')] } : EMPTY,
  );
  await expect(
    deleteCluster('mine', { hostKubeconfig: host.kubeconfig }, testRuntime),
  ).rejects.toThrow('namespace: must be one of a, b: each has a cluster mine');
  expect(host.requests.filter((it) => it.startsWith('DELETE'))).toEqual([]);
});

test('an unreachable host makes no finding ok', async () => {
  const findings = await examine(
    { hostKubeconfig: hostKubeconfig.replace('host.example', '127.0.0.1'), name: 'x' },
    testRuntime,
  );
  expect(findings.map(({ state }) => state)).not.toContain('ok');
});
