import { existsSync, readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import type { Outputs } from '../../src/faces/outputs.ts';
import { eventually } from '../support/eventually.ts';
import { readApi } from '../support/read-api.ts';
import { uniqueName } from './support/host-view.ts';
import { openScene, type Scene } from './support/scene.ts';
import { openShell, type Shell } from './support/shell.ts';

/** The CLI on a real host: every test says what remains there afterwards. */
jest.setTimeout(180_000);

let scene: Scene;
let shell: Shell;
let name: string;

beforeAll(async () => {
  scene = await openScene();
});
afterAll(async () => {
  await scene?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  shell = await openShell(scene.host);
  name = uniqueName('cli');
  scene.own(`vcluster-${name}`);
});
afterEach(async () => {
  await shell?.[Symbol.asyncDispose]();
});

/** The flags of a cluster in this test. */
const flags = () => [
  '--name',
  name,
  '--chart',
  scene.host.tools.chart,
  '--kubernetes-version',
  '1.34.4',
];

async function create(...more: string[]): Promise<Outputs> {
  const { code, stdout, stderr } = await shell.cli('create', '-o', 'json', ...flags(), ...more);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Outputs;
}

function gitVersion(kubeconfig: string): Promise<{ gitVersion: string }> {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(kubeconfig);
  return readApi(kubeConfig, '/version');
}

/** Nothing on the host, nothing remembered, no process. */
async function expectNothingLeft(): Promise<void> {
  const isThere = () => scene.view.hasNamespace(`vcluster-${name}`);
  expect(await eventually(isThere, (there) => !there, 30)).toBe(false);
  expect(existsSync(shell.stateDir) ? readdirSync(shell.stateDir) : []).toEqual([]);
  expect(
    await eventually(
      async () => shell.processes(),
      (all) => all.length === 0,
      10,
    ),
  ).toEqual([]);
}

test('a cluster stays from create to delete, and is listed meanwhile', async () => {
  const { kubeconfig, namespace } = await create('--wait-for', 'dns');
  expect(await gitVersion(kubeconfig)).toMatchObject({ gitVersion: 'v1.34.4' });

  const listed = await shell.cli('list', '-o', 'json');
  expect(JSON.parse(listed.stdout)).toContainEqual(expect.objectContaining({ name, namespace }));
  expect((await shell.cli('list')).stdout).toMatch(
    new RegExp(`^${name} +${namespace} +1\\.34\\.4 `, 'm'),
  );

  const pods = await scene.view.kube.core.listNamespacedPod({ namespace });
  const used = pods.items.flatMap(({ spec }) => [
    ...(spec?.initContainers ?? []).map(({ image }) => image),
    ...(spec?.containers ?? []).map(({ image }) => image),
  ]);
  const told = await shell.cli('images', '--kubernetes-version', '1.34.4', '-o', 'json');
  expect([...new Set(used)].toSorted()).toEqual((JSON.parse(told.stdout) as string[]).toSorted());

  const deleted = await shell.cli('delete', name);
  expect(deleted).toMatchObject({ code: 0, stdout: `deleted: ${name}\n` });
  await expectNothingLeft();
});

test('a second one of the name is refused, and the first one goes on', async () => {
  const { kubeconfig } = await create();
  const second = await shell.cli('create', ...flags());
  expect(second).toMatchObject({ code: 2, stdout: '' });
  expect(second.stderr).toContain(`remembers a cluster of that name`);
  expect(await gitVersion(kubeconfig)).toMatchObject({ gitVersion: 'v1.34.4' });

  // Another machine knows of it by the host alone.
  await using other = await openShell(scene.host);
  const third = await other.cli('create', ...flags());
  expect(third.code).toBe(1);
  expect(third.stderr).toContain(`vcluster-${name}`);
  expect(readdirSync(other.stateDir)).toEqual([]);
  expect(await gitVersion(kubeconfig)).toMatchObject({ gitVersion: 'v1.34.4' });

  expect(await other.cli('delete', name)).toMatchObject({ code: 0, stdout: `deleted: ${name}\n` });
  expect(await shell.cli('delete', name)).toMatchObject({ code: 0, stdout: '' });
  await expectNothingLeft();
});

test('run ends as its command does, and leaves nothing', async () => {
  const script = 'kubectl get namespaces --output name && exit 7';
  const { code, stdout } = await shell.cli('run', ...flags(), '--', 'sh', '-c', script);
  expect(stdout).toContain('namespace/kube-system\n');
  expect(code).toBe(7);
  await expectNothingLeft();
});

test('run passes a signal on to its command, and deletes the cluster all the same', async () => {
  const script = 'trap "echo heard; exit 3" TERM; echo begun; while :; do sleep 0.1; done';
  const command = ['run', ...flags(), '--', 'sh', '-c', script];
  const { code, stdout } = await shell.cliUntil('begun', 'SIGTERM', ...command);
  expect(stdout).toBe('begun\nheard\n');
  expect(code).toBe(3);
  await expectNothingLeft();
});

test('run says that the keeper was lost, which may be why its command failed', async () => {
  const status = `"$(dirname "$KUBECONFIG")/${name}.keeper.status.json"`;
  const script = `kill -KILL $(sed -E 's/.*"pid":([0-9]+).*/\\1/' ${status}); exit 4`;
  const { code, stderr } = await shell.cli('run', ...flags(), '--', 'sh', '-c', script);
  expect(stderr).toMatch(/The keeper of \S+ had ended before: process \d+ was killed/);
  expect(code).toBe(4);
  await expectNothingLeft();
});

test.each(['Install the chart', 'Wait for the control plane'])(
  'create that is ended at "%s" undoes what it did within five seconds',
  async (phase) => {
    const { code, stdout, endedAfter } = await shell.cliUntil(
      phase,
      'SIGINT',
      'create',
      ...flags(),
    );
    expect(stdout).toBe('');
    expect(code).toBe(130);
    expect(endedAfter).toBeLessThan(5_000);
    await expectNothingLeft();
  },
);

test('in an existing namespace delete leaves what is not of the cluster', async () => {
  const namespace = uniqueName('team');
  const tenant = await scene.tenant(namespace);
  const before = await scene.everythingIn(namespace);
  await using own = await openShell(tenant);
  const created = await own.cli('create', ...flags(), '--namespace', namespace, '-o', 'name');
  expect(created).toMatchObject({ code: 0, stdout: `${name}\n` });

  await using other = await openShell(tenant);
  const unsaid = await other.cli('delete', name);
  expect(unsaid).toMatchObject({ code: 1 });
  expect(unsaid.stderr).toContain('namespace');
  expect(await other.cli('delete', name, '--namespace', namespace)).toMatchObject({ code: 0 });
  expect(await scene.everythingIn(namespace)).toEqual(before);
});
