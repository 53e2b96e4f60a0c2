import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { kindClusters, kindConfig } from '../../src/runner-host/kind.ts';
import { NameTaken } from '../../src/runner-host/runner-clusters.ts';
import { newFolder } from '../support/folder.ts';
import { recordingLog } from '../support/log.ts';

const { signal } = new AbortController();

/** kind, which answers so, and writes the kubeconfig that it is asked for. */
async function aKind(answer: { exitCode?: number; stdout?: string; stderr?: string } = {}) {
  const folder = await newFolder();
  const calls: string[][] = [];
  const kind = kindClusters({
    env: {},
    findKind: async () => '/opt/kind',
    run: async (program, args) => {
      calls.push([program, ...args]);
      if (args[0] === 'create') await writeFile(args[args.indexOf('--kubeconfig') + 1] ?? '', 'a');
      return { exitCode: 0, stdout: '', stderr: '', ...answer };
    },
  });
  const cluster = {
    name: 'host-1',
    version: '1.36.1',
    kubeconfig: join(folder.path, 'kubeconfig'),
  };
  return { kind, calls, cluster, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test('a cluster is created with files of its own, so that ~/.kube/config is not changed', async () => {
  await using it = await aKind();
  await it.kind.create(it.cluster, recordingLog(), signal);
  await it.kind.delete('host-1');
  const { kubeconfig } = it.cluster;
  const config = kubeconfig.replace('kubeconfig', 'kind.yaml');
  expect(it.calls).toEqual([
    ...[['/opt/kind', 'create', 'cluster', '--name', 'host-1', '--config', config]].map((call) => [
      ...call,
      ...['--kubeconfig', kubeconfig, '--wait', '3m'],
    ]),
    ['/opt/kind', 'delete', 'cluster', '--name', 'host-1', '--kubeconfig', '/dev/null'],
  ]);
  expect((await stat(kubeconfig)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(config, 'utf8')).nodes).toEqual([
    { role: 'control-plane', image: 'kindest/node:v1.36.1' },
  ]);
});

test.each([
  [undefined, undefined],
  ['1.36.1', 'kindest/node:v1.36.1'],
  ['mirror.example.com/node:v1.36.1', 'mirror.example.com/node:v1.36.1'],
])('host-version %s is the image %s', (version, image) => {
  expect(JSON.parse(kindConfig(version)).nodes[0].image).toBe(image);
});

test.each([
  [
    'ERROR: failed to create cluster: failed to pull image "kindest/node:v9.9.9": exit status 1',
    /host-version/,
  ],
  ['ERROR: failed to create cluster: write /var/lib: no space left on device', /Free space/],
  ['Error: port is already allocated', /End the process/],
  ['ERROR: failed to create cluster: toomanyrequests: rate limit', /docker login/],
  ['ERROR: failed to create cluster: could not find a log line', /docker logs/],
])('a failure is reported with its line and what to do: %s', async (stderr, hint) => {
  await using it = await aKind({ exitCode: 1, stderr: ` • Preparing nodes\n${stderr}\nStack: x` });
  const error = await it.kind.create(it.cluster, recordingLog(), signal).catch((thrown) => thrown);
  expect(error.message).toContain(stderr.replace('ERROR: ', ''));
  expect(error.hint).toMatch(hint);
});

test('a name that is taken is told from other failures', async () => {
  const stderr =
    'ERROR: failed to create cluster: node(s) already exist for a cluster with the name "host-1"';
  await using it = await aKind({ exitCode: 1, stderr });
  await expect(it.kind.create(it.cluster, recordingLog(), signal)).rejects.toBeInstanceOf(
    NameTaken,
  );
});

test('the names of all clusters are listed', async () => {
  await using it = await aKind({ stdout: 'kind\nhost-1\n' });
  expect(await it.kind.names()).toEqual(['kind', 'host-1']);
});
