import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { KubeConfig, type V1Container } from '@kubernetes/client-node';
import type { Cluster } from '../../../src/core/create/cluster.ts';
import { createCluster } from '../../../src/core/create/create.ts';
import { collectDiagnostics } from '../../../src/core/diagnostics/collect.ts';
import { makeCertificates } from '../../../src/core/install/certificates.ts';
import { type Kube, kubeOf } from '../../../src/core/kube/clients.ts';
import { eventually } from '../../support/eventually.ts';
import { secretsIn } from '../support/host/host-view.ts';
import { openTestHost, type TestHost } from '../support/host/test-host.ts';

jest.setTimeout(240_000);

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzb21lYm9keSJ9.c2lnbmF0dXJlLW9mLWl0';
const PASSWORD = 'value-of-a-variable';
const SECRET_DATA = 'data-of-a-secret';

let host: TestHost;
let cluster: Cluster;
let key: string;

const loaded = (path: string): KubeConfig => {
  const config = new KubeConfig();
  config.loadFromFile(path);
  return config;
};

beforeAll(async () => {
  host = await openTestHost();
  cluster = await createCluster(host.runtime, host.spec());
  key = (await makeCertificates({ name: 'any' }))['sa.key'] ?? '';
  const virtual = kubeOf(loaded(cluster.kubeconfig));
  await makeTrouble(virtual);
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
  await host?.[Symbol.asyncDispose]();
});

/** Creates a pod that prints secrets and keeps crashing, and one that cannot be scheduled. */
async function makeTrouble(virtual: Kube): Promise<void> {
  const namespace = 'default';
  const pod = (name: string, container: Partial<V1Container>) =>
    virtual.core.createNamespacedPod({
      namespace,
      body: {
        metadata: { name },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [{ name: 'main', image: 'docker.io/library/busybox:1.36', ...container }],
        },
      },
    });
  await virtual.core.createNamespacedSecret({
    namespace,
    body: { metadata: { name: 'login' }, stringData: { word: SECRET_DATA } },
  });
  await pod('crashing', {
    command: [
      'sh',
      '-c',
      'echo "came as far as this"; echo "$JWT"; echo "$PEM"; echo "said: $DB_PASSWORD"; exit 7',
    ],
    env: [
      { name: 'JWT', value: TOKEN },
      { name: 'PEM', value: key },
      { name: 'DB_PASSWORD', value: PASSWORD },
      { name: 'WORD', valueFrom: { secretKeyRef: { name: 'login', key: 'word' } } },
    ],
  });
  await pod('too-large', { resources: { requests: { cpu: '1000' } } });
  await eventually(
    async () => (await virtual.core.listNamespacedPod({ namespace })).items,
    (pods) =>
      // The pod is Ready for a moment after each start. In CrashLoopBackOff it is not for ten seconds.
      pods.some(
        ({ status }) =>
          status?.containerStatuses?.[0]?.state?.waiting?.reason === 'CrashLoopBackOff',
      ) && pods.some(({ status }) => status?.conditions?.[0]?.reason === 'Unschedulable'),
  );
}

async function allTexts(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    return [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

const forbidden = (): string[] => [
  TOKEN,
  PASSWORD,
  SECRET_DATA,
  ...key.split('\n').filter((line) => line && !line.startsWith('-----')),
  ...secretsIn(host.runtime.hostCluster),
  ...secretsIn(loaded(cluster.kubeconfig)),
];

function expectNoSecrets(texts: Record<string, string>): void {
  for (const [file, text] of Object.entries(texts)) {
    for (const secret of forbidden()) {
      for (const form of [secret, Buffer.from(secret).toString('base64')]) {
        expect(text.includes(form) ? `${file} has ${form}` : '').toBe('');
      }
    }
  }
}

test('pods that are not ready are listed with their logs and events, and without secrets', async () => {
  const folder = join(host.runtime.workDir, 'diagnostics');
  const start = Date.now();
  const { notReadyPods, notes } = await collectDiagnostics({
    ref: cluster.ref,
    host: host.runtime.hostCluster,
    virtual: loaded(cluster.kubeconfig),
    folder,
  });
  expect(Date.now() - start).toBeLessThan(20_000);
  expect(notes).toEqual([]);
  expect(notReadyPods).toEqual(
    expect.arrayContaining([
      {
        namespace: 'default',
        name: 'crashing',
        reason: expect.stringContaining('ended with code 7'),
        logs: expect.arrayContaining(['cluster/logs/default/crashing/main.log']),
      },
      {
        namespace: 'default',
        name: 'too-large',
        reason: expect.stringContaining('Insufficient cpu'),
        logs: [],
      },
    ]),
  );
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const texts = await allTexts(folder);
  expect(texts['README.md']).toContain('default/crashing');
  expect(texts['cluster/logs/default/crashing/main.log']).toContain('came as far as this');
  expect(texts['cluster/events.txt']).toMatch(/FailedScheduling Pod default\/too-large/);
  expect(texts['cluster/pods.yaml']).toContain('name: DB_PASSWORD');
  expect(texts['cluster/nodes.yaml']).toContain('kubeletVersion');
  expect(texts['host/lease.yaml']).toContain('activeDeadlineSeconds');
  expect(Object.keys(texts)).toContainEqual(expect.stringMatching(/^host\/logs\/.*\/syncer\.log$/));
  expectNoSecrets(texts);
});

test('if the virtual cluster does not answer, its pods are read from the host', async () => {
  const folder = join(host.runtime.workDir, 'dead');
  const virtual = loaded(cluster.kubeconfig);
  virtual.clusters = virtual.clusters.map((one) => ({ ...one, server: 'https://127.0.0.1:1' }));
  const { notReadyPods, notes } = await collectDiagnostics({
    ref: cluster.ref,
    host: host.runtime.hostCluster,
    virtual,
    folder,
  });
  expect(notes).toEqual([expect.stringMatching(/^cluster: .*ECONNREFUSED/)]);
  expect(notReadyPods.map(({ name }) => name)).toContainEqual(
    expect.stringMatching(/^crashing-x-default-x-/),
  );
  expectNoSecrets(await allTexts(folder));
});
