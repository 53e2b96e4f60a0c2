import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { openShell } from './support/cli/shell.ts';
import { type E2eHost, openE2eHost } from './support/host/e2e-host.ts';
import { uniqueName } from './support/host/host-view.ts';

jest.setTimeout(300_000);

/** What a failed `create` prints: an `eval` of it fails. */
const FAILS_EVAL = expect.stringMatching(/^false$/m);

const creation = ({ user }: E2eHost, name: string) => [
  `--name=${name}`,
  `--chart=${user.tools.chart}`,
  `--versions-file=${user.tools.versions}`,
];

test('a cluster is created, listed, used and deleted', async () => {
  await using host = await openE2eHost();
  await using shell = await openShell(host);
  const name = uniqueName('cli');
  const namespace = host.own(`vcluster-${name}`);
  const created = await shell.run('create', ...creation(host, name), '--output=json');
  expect(created).toMatchObject({ code: 0 });
  const { kubeconfig } = JSON.parse(created.stdout) as { kubeconfig: string };

  const kubectl = spawn(host.tools.kubectl, ['--kubeconfig', kubeconfig, 'get', 'sa', 'default']);
  expect(await once(kubectl, 'exit')).toEqual([0, null]);

  expect((await shell.run('list', '--output=name')).stdout.split('\n')).toContain(name);

  const again = await shell.run('create', ...creation(host, name));
  expect(again).toMatchObject({ code: 2, stdout: FAILS_EVAL });
  expect(again.stderr).toContain('a cluster with this name was created on this machine');

  const deleted = await shell.run('delete', name, '--output=json');
  expect(JSON.parse(deleted.stdout)).toMatchObject([
    { name, namespace, state: 'deleted', leftovers: [] },
  ]);
  expect(await host.view.hasNamespace(namespace)).toBe(false);
  expect(await shell.run('delete', name)).toMatchObject({ code: 0, stdout: '' });
  // No other files remain, such as helm's cache for an API server that is gone.
  const state = join('.local', 'state', 'ephemeral-vcluster');
  const left = await readdir(shell.home, { recursive: true });
  expect(left.filter((path) => !state.startsWith(path))).toEqual([]);
});

test('a cluster that another machine created is deleted by its name', async () => {
  await using host = await openE2eHost();
  await using maker = await openShell(host);
  await using deleter = await openShell(host);
  const name = uniqueName('cli');
  const namespace = host.own(`vcluster-${name}`);
  expect(await maker.run('create', ...creation(host, name), '--output=name')).toMatchObject({
    code: 0,
    stdout: `${name}\n`,
  });
  const deleted = await deleter.run('delete', name);
  expect(deleted).toMatchObject({ code: 0 });
  expect(deleted.stdout).toContain(`deleted: ${name} is gone`);
  expect(await host.view.hasNamespace(namespace)).toBe(false);
});

test('run exits with the code of its command, and leaves nothing behind', async () => {
  await using host = await openE2eHost();
  await using shell = await openShell(host);
  const name = uniqueName('cli');
  const namespace = host.own(`vcluster-${name}`);
  const script = 'kubectl get sa default >&2 && exit 7';
  const { code, stdout } = await shell.run(
    'run',
    ...creation(host, name),
    '--',
    'sh',
    '-c',
    script,
  );
  expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
  expect(await host.view.hasNamespace(namespace)).toBe(false);
});

test('run forwards a signal to its command, and deletes the cluster', async () => {
  await using host = await openE2eHost();
  await using shell = await openShell(host);
  const name = uniqueName('cli');
  const namespace = host.own(`vcluster-${name}`);
  const script = 'trap "echo asked; exit 9" TERM; echo ready; while :; do sleep 0.1; done';
  const child = shell.start('run', ...creation(host, name), '--', 'sh', '-c', script);
  let stdout = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  await eventually(
    async () => stdout,
    (it) => it.includes('ready'),
    120,
  );
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([9, null]);
  expect(stdout).toBe('ready\nasked\n');
  expect(await host.view.hasNamespace(namespace)).toBe(false);
});

test.each([
  [127, join('/nonexistent', 'program')],
  [126, import.meta.filename],
])('run exits with %d if it cannot run %s', async (expected, program) => {
  await using host = await openE2eHost();
  await using shell = await openShell(host);
  const name = uniqueName('cli');
  const namespace = host.own(`vcluster-${name}`);
  const { code } = await shell.run('run', ...creation(host, name), '--', program);
  expect(code).toBe(expected);
  expect(await host.view.hasNamespace(namespace)).toBe(false);
});

test('if the creation fails, run exits with 125 and create with 1', async () => {
  await using host = await openE2eHost();
  await using shell = await openShell(host);
  const { vclusterVersion } = host.tools;
  const anyVersion = ['--versions-file=', `--vcluster-version=${vclusterVersion}`];
  const flags = ['--kubernetes-version=1.34.99', ...anyVersion, '--preflight=false'];
  const names = [uniqueName('cli'), uniqueName('cli')] as const;
  for (const name of names) host.own(`vcluster-${name}`);
  const run = await shell.run('run', ...creation(host, names[0]), ...flags, '--', 'true');
  const create = await shell.run('create', ...creation(host, names[1]), ...flags);
  expect([run.code, create.code]).toEqual([125, 1]);
  for (const { stderr } of [run, create]) expect(stderr).toContain('1.34.99');
});

test('a cluster whose result cannot be written is deleted', async () => {
  await using host = await openE2eHost();
  await using shell = await openShell(host);
  const name = uniqueName('cli');
  const namespace = host.own(`vcluster-${name}`);
  const result = '--result=name=/dev/null/name';
  const created = await shell.run('create', ...creation(host, name), result);
  expect(created).toMatchObject({ code: 1, stdout: FAILS_EVAL });
  expect(created.stderr).toContain('/dev/null/name');
  const there = () => host.view.hasNamespace(namespace);
  expect(await eventually(there, (it) => !it)).toBe(false);
  // No local state prevents another attempt.
  expect((await shell.run('create', ...creation(host, name))).code).toBe(0);
  expect((await shell.run('delete', name)).code).toBe(0);
});

test('an interrupted creation is undone, and exits with the code of the signal', async () => {
  await using host = await openE2eHost();
  await using shell = await openShell(host);
  const name = uniqueName('cli');
  const namespace = host.own(`vcluster-${name}`);
  const child = shell.start('create', ...creation(host, name));
  const ended = once(child, 'exit');
  expect(await eventually(() => host.view.hasNamespace(namespace), Boolean)).toBe(true);
  child.kill('SIGTERM');
  expect(await ended).toEqual([143, null]);
  expect(
    await eventually(
      () => host.view.hasNamespace(namespace),
      (it) => !it,
    ),
  ).toBe(false);
});

test('run reports that its keeper was lost, which may be why the command failed', async () => {
  await using host = await openE2eHost();
  await using shell = await openShell(host);
  const name = uniqueName('cli');
  const namespace = host.own(`vcluster-${name}`);
  const status = `"$(dirname "$KUBECONFIG")/${name}.keeper.status.json"`;
  const script = `kill -KILL $(sed -E 's/.*"pid":([0-9]+).*/\\1/' ${status}); exit 4`;
  const { code, stderr } = await shell.run(
    'run',
    ...creation(host, name),
    '--',
    'sh',
    '-c',
    script,
  );
  expect(stderr).toMatch(/The keeper of \S+ had ended before: process \d+ was killed/);
  expect(code).toBe(4);
  expect(await host.view.hasNamespace(namespace)).toBe(false);
});

test("the listed images are those that a cluster uses, with the user's own versions", async () => {
  await using host = await openE2eHost();
  await using shell = await openShell(host);
  const name = uniqueName('cli');
  const namespace = host.own(`vcluster-${name}`);
  const file = join(shell.home, 'versions.yaml');
  const { vclusterVersion } = host.tools;
  await writeFile(file, `k8s: {kubernetes: [1.33.13], vcluster: ${vclusterVersion}}`);
  const flags = [`--versions-file=${file}`, '--wait-for=dns'];
  expect(await shell.run('create', ...creation(host, name), ...flags)).toMatchObject({ code: 0 });
  const { items } = await host.view.kube.core.listNamespacedPod({ namespace });
  const used = items.flatMap(({ spec }) =>
    [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(({ image }) => image),
  );
  const { stdout } = await shell.run('images', `--versions-file=${file}`, '--output=json');
  expect(stdout).toContain('kubernetes:v1.33.13');
  expect([...new Set(used)].toSorted()).toEqual((JSON.parse(stdout) as string[]).toSorted());
  expect((await shell.run('delete', name)).code).toBe(0);
});
